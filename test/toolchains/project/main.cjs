const { Artifact, ArtifactRepository, MemoryStorage, NdArray, Persisted } = require('persisted-artifacts');

class Burst extends Artifact {}
NdArray('float64', { type: Float64Array })(Burst.prototype, 'curve');
Persisted({ procedure: 'Burst' })(Burst);

const burst = Burst.create({
  procedureVersion: '1',
  inputParameters: {},
  timestamp: new Date(0),
  curve: Float64Array.of(Number.NaN, -0),
});
const repository = new ArtifactRepository({ storage: new MemoryStorage() });
repository
  .save(burst)
  .then((path) => repository.load(path, Burst))
  .then(({ curve }) => console.log(curve));
