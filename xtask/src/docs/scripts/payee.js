// Signs as a payee client does: all parameters but `verifySign` that are not empty, sorted by name bytewise, name=value&
// for each, and the MD5 of the API token appended. The request carries the result as {{verify_sign}}.
const md5 = require('crypto-js').MD5;
pm.variables.set('timestamp', new Date().toISOString().slice(0, 19) + 'Z');
const body = JSON.parse(pm.variables.replaceIn(pm.request.body.raw));
const text = Object.keys(body)
  .filter((name) => name !== 'verifySign' && body[name] !== '')
  .sort()
  .map((name) => `${name}=${body[name]}&`)
  .join('');
pm.variables.set('verify_sign', md5(text + md5(pm.variables.get('payee_token')).toString()).toString());
console.log('signed text:', text);
