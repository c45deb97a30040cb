// Signs as a product does: all parameters but `sign`, sorted by name bytewise, joined raw as name=value with &, and the
// product's key appended. The request carries the result as {{sign}}.
const form = pm.request.body && pm.request.body.urlencoded;
const parameters = [...pm.request.url.query.all(), ...(form ? form.all() : [])]
  .filter((parameter) => !parameter.disabled && parameter.key !== 'sign')
  .map((parameter) => [parameter.key, pm.variables.replaceIn(String(parameter.value))]);
parameters.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
const text = parameters.map(([name, value]) => `${name}=${value}`).join('&');
pm.variables.set('sign', require('crypto-js').MD5(text + pm.variables.get('product_key')).toString());
console.log('signed text:', text);
