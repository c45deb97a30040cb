// Values that a run makes unique: a collection can be run again on the same data.
if (!pm.collectionVariables.get('run')) {
  pm.collectionVariables.set('run', String(Date.now()));
}
pm.collectionVariables.set('user', 'c' + pm.collectionVariables.get('run'));
