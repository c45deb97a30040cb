// Refusals by their codes (docs/admin.md), where the page can say it better than the API.

export const PROBLEM_WORDS = {
  problem_unreachable: ["The bundle does not answer. Is the network there?", "服务没有响应，请检查网络。"],
  problem_no_route: ["This bundle does not have this view.", "本系统没有此功能。"],
  problem_unauthorized: ["Your session has ended. Sign in again.", "会话已结束，请重新登录。"],
  problem_sign_in_refused: [
    "Name, password or code is wrong, or the code was used already. Wait for the next code.",
    "名称、密码或验证码错误，或验证码已被使用。请等待下一个验证码。",
  ],
  problem_forbidden: ["Your role does not allow this.", "您的角色无此权限。"],
  problem_csrf: ["The page is out of date. Load it anew.", "页面已过期，请重新加载。"],
  problem_not_found: ["It does not exist.", "不存在。"],
  problem_changed_meanwhile: [
    "Somebody else has just changed it. Load it anew and try again.",
    "他人刚刚修改过，请重新加载后再试。",
  ],
  problem_precondition_failed: [
    "It exists already, or somebody else has changed it since this form was opened.",
    "已存在，或在打开表单后被他人修改。",
  ],
  problem_last_owner: ["There must always be an owner who can sign in.", "必须始终保留一位可登录的所有者。"],
  problem_account_taken: ["Another one has this account name.", "该账号名已被占用。"],
  problem_key_waits: [
    "A key exchange is under way. Tick “replace” to let go of the key that waits.",
    "密钥更换正在进行。勾选“替换”可放弃等待中的密钥。",
  ],
  problem_both_keys_count: [
    "Two keys count already. Tick “replace” to let go of the older one.",
    "已有两个密钥有效。勾选“替换”可放弃较旧的密钥。",
  ],
  problem_four_eyes: ["Somebody else must decide: you have asked for it.", "须由他人审批：您是申请人。"],
  problem_decided_already: ["It was decided already.", "已经审批。"],
  problem_reference_taken: ["The books have this reference already.", "账上已有此参考号。"],
  problem_key_is_referenced: [
    "The key is that of a reference: change the variable referenced_keys.",
    "该密钥由引用提供，请修改变量 referenced_keys。",
  ],
  problem_illegal_move: ["This status does not follow the present one.", "当前状态不允许此变更。"],
  problem_invalid: ["Something in the form is not right.", "表单中有内容不正确。"],
  problem_too_many_requests: ["Too many attempts. Try again in {seconds} seconds.", "尝试过于频繁，请在 {seconds} 秒后重试。"],
  problem_payload_too_large: ["It is larger than 1 MiB.", "超过 1 MiB。"],
  problem_fault: ["Something went wrong in the bundle. Its log has the reason.", "系统内部错误，原因见日志。"],
  problem_busy: ["The database is busy. Try again.", "数据库繁忙，请重试。"],
};
