/** The bytes of `null`, in an integer. */
export const NULL: u32 = 0x6c6c756e;

/** True if `null` stands for NaN in the array that is being read or written. */
export let isMissing: boolean = false;

/** Says what stands for NaN in the array that comes. */
export function setMissing(missing: boolean): void {
  isMissing = missing;
}
