// What can be done to things, and what it means.

export const ACTION_WORDS = {
  rotateKey: ["Exchange the key", "更换密钥"],
  "rotateKey.text": [
    "A new key is put beside the one that counts. Both count for the overlap; then only the new one does.",
    "新密钥与现有密钥并存，重叠期内两者均有效，之后仅新密钥有效。",
  ],
  resetCode: ["New code secret", "重置验证码密钥"],
  "resetCode.text": ["The operator's sessions end, and the authenticator must be set up anew.", "该操作员的会话将结束，并需重新设置验证器。"],
  decide: ["Decide", "审批"],
  "decide.text": ["An approval moves the money at once. Who asked cannot decide.", "批准后资金立即入账。申请人不能审批。"],
  retire: ["Retire", "停用"],
  revoke: ["Revoke", "吊销"],
  retireText: ["It counts no more from now on. This cannot be undone.", "即刻失效，且无法撤销。"],
};
