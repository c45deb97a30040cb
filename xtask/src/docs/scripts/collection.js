// Values that differ from run to run, so that the collection can be run again on the same data. This script comes before
// those that sign.
if (BEGINNINGS.includes(pm.info.requestName) || !pm.collectionVariables.get('run')) {
  const run = String(Date.now());
  pm.collectionVariables.set('run', run);
  // Not a digit at the end: the simulated hub offers some customers other amounts by their last one.
  pm.collectionVariables.set('user', `c${run}x`);
}
