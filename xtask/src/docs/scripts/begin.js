// A new run begins here.
pm.collectionVariables.set('run', String(Date.now()));
pm.collectionVariables.set('user', 'c' + pm.collectionVariables.get('run'));
