// The public face of the contract, `persisted-artifacts/storage-contract`.

export { type ContractCase, type StorageContractOptions, storageContract } from './storage-contract.js';
