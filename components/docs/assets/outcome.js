// What an answer means by its contract, which may say in the body only that it is a refusal.

/** `{ isSuccess, code }`: `code` is the contract's own code if it differs from the HTTP status, otherwise null. */
export function outcomeOf(status, body) {
  const isHttpSuccess = (status >= 200 && status < 300) || status === 304;
  const code = codeOf(body);
  const isSuccess = isHttpSuccess && (code === null || code === 200 || code === "000100");
  return { isSuccess, code: isSuccess || code === status ? null : code };
}

/** `code` of the cashier, `ret_code` of the payee part, the first error of the wallet; null without one. */
function codeOf(body) {
  try {
    const { code, ret_code: retCode, errors } = JSON.parse(body);
    return code ?? retCode ?? errors?.[0]?.code ?? null;
  } catch {
    return null;
  }
}
