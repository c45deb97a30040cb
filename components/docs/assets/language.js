// The page's own words in English and Chinese. What the reference says of an endpoint comes from openapi.json.

const WORDS = {
  title: ["Feiqian API reference", "飞钱 API 参考"],
  brand: ["Feiqian API", "飞钱 API"],
  tagline: ["Deposits, withdrawals, a wallet and payouts", "存款、取款、钱包与付款"],
  skip: ["Skip to the content", "跳到正文"],
  menu: ["Menu", "目录"],
  navigation: ["Endpoints", "接口"],
  filter: ["Filter endpoints", "筛选接口"],
  noMatch: ["No endpoint matches.", "没有匹配的接口。"],
  overview: ["Overview", "概览"],
  signing: ["How to sign", "签名方法"],
  switchLanguage: ["中文", "English"],
  loading: ["Loading the reference …", "正在加载……"],
  loadFailed: ["The reference could not be loaded:", "无法加载参考文档："],
  notFound: ["There is no such page.", "没有这个页面。"],
  required: ["required", "必填"],
  optional: ["optional", "可选"],
  signed: ["signed", "需签名"],
  authentication: ["Authentication", "认证"],
  request: ["Request", "请求"],
  pathParameters: ["Path parameters", "路径参数"],
  queryParameters: ["Query parameters", "查询参数"],
  headers: ["Headers", "请求头"],
  body: ["Body", "请求体"],
  noParameters: ["No parameters of its own.", "没有专用参数。"],
  name: ["Name", "名称"],
  type: ["Type", "类型"],
  meaning: ["Meaning", "说明"],
  answers: ["Answers", "应答"],
  example: ["Example", "示例"],
  errors: ["Error codes", "错误码"],
  code: ["Code", "代码"],
  message: ["Message", "信息"],
  when: ["When", "出现条件"],
  samples: ["The same request as a program", "同一请求的程序"],
  samplesNote: [
    "They run as pasted against this server with the demo data: first with the libraries in clients/, then by hand. They sign with the demo keys; put in your own.",
    "在使用演示数据的本服务器上，粘贴即可运行：先列出 clients/ 中的客户端库，再列出手写版本。程序使用演示密钥签名，请换成您自己的密钥。",
  ],
  copy: ["Copy", "复制"],
  copied: ["Copied", "已复制"],
  tryIt: ["Try it", "在线调试"],
  tryNote: [
    "The browser signs and sends the request to this server. What you type stays in this page's memory.",
    "由浏览器签名并发送到本服务器。您输入的内容只保存在本页内存中。",
  ],
  secrets: ["Credentials", "凭据"],
  productKey: ["Product key", "产品密钥"],
  apiToken: ["Merchant API token", "商户 API 令牌"],
  walletToken: ["Wallet token (JWT)", "钱包令牌（JWT）"],
  walletTokenNote: ["For the demo users, this prints one:", "演示用户的令牌由此命令生成："],
  dispatchToken: ["Dispatch token", "投递令牌"],
  login: ["Sign in", "登录"],
  loginNote: ["The panel signs in with POST /token before the request.", "发送前先通过 POST /token 登录。"],
  merchantCode: ["Merchant code (pid)", "商户代码（pid）"],
  account: ["Account", "账号"],
  password: ["Password", "密码"],
  show: ["Show", "显示"],
  hide: ["Hide", "隐藏"],
  now: ["now", "现在"],
  random: ["random", "随机"],
  send: ["Sign and send", "签名并发送"],
  sendPlain: ["Send", "发送"],
  sending: ["Sending …", "发送中……"],
  signature: ["Signature", "签名"],
  canonical: ["Canonical string", "待签名字符串"],
  canonicalNote: ["what is hashed, before the key is appended", "拼接密钥之前的内容"],
  hash: ["Hash", "摘要"],
  expected: ["The server expected", "服务器期望的字符串"],
  expectedSame: ["The server builds the same canonical string, so the key differs.", "服务器得到的字符串相同，因此是密钥不同。"],
  expectedDiffers: ["The canonical strings differ from character", "两个字符串从此处开始不同，字符位置"],
  answer: ["Live answer", "实时应答"],
  status: ["Status", "状态"],
  refused: ["Refused:", "被拒绝："],
  duration: ["Duration", "耗时"],
  noAnswer: ["No answer:", "没有应答："],
  notJson: ["The body is not valid JSON.", "请求体不是有效的 JSON。"],
  leaveEmpty: ["leave empty to omit", "留空则不发送"],
  moreFields: ["Optional parameters", "可选参数"],
  timestampNote: ["Empty: the time of sending.", "留空则使用发送时的时间。"],
  sendEmpty: ["Empty fields are not sent.", "空白字段不会发送。"],
  downloads: ["Downloads", "下载"],
  openapi: ["OpenAPI document", "OpenAPI 文档"],
  collection: ["Postman collection", "Postman 集合"],
  environment: ["Postman environment", "Postman 环境"],
  firstSteps: ["First request", "第一个请求"],
  firstStepsText: [
    "A deposit of 300.00 by bank transfer, signed in this page and answered by this server:",
    "在本页签名、由本服务器应答的一笔 300.00 银行转账存款：",
  ],
  openDeposit: ["Open POST /pay", "打开 POST /pay"],
  parts: ["Parts", "组成部分"],
  endpointCount: ["endpoints", "个接口"],
  refusals: ["Refusals", "拒绝应答"],
  rule_atLeast: ["≥", "≥"],
  rule_atMost: ["≤", "≤"],
  rule_longest: ["length ≤", "长度 ≤"],
  rule_shortest: ["length ≥", "长度 ≥"],
  rule_mostItems: ["items ≤", "项数 ≤"],
  rule_fewestItems: ["items ≥", "项数 ≥"],
  rule_default: ["default", "默认"],
  debugging: ["When a signature is refused", "签名被拒绝时"],
  members: ["Members", "字段"],
  key: ["key", "密钥"],
  token_backOffice: ["Back-office token", "后台令牌"],
  token_wallet: ["Wallet token", "钱包令牌"],
  token_dispatch: ["Dispatch token", "投递令牌"],
  scheme_product: ["Signed by the product: parameter sign.", "由产品签名：参数 sign。"],
  scheme_payee: ["Signed by the merchant: parameter verifySign.", "由商户签名：参数 verifySign。"],
  scheme_backOffice: [
    "Back-office token in the header Authorization, from POST /token.",
    "请求头 Authorization 携带 POST /token 的令牌。",
  ],
  scheme_wallet: ["Bearer token (JWT) in the header Authorization.", "请求头 Authorization 携带 Bearer 令牌（JWT）。"],
  scheme_dispatch: ["The operator's dispatch token in the header Authorization.", "请求头 Authorization 携带运营方投递令牌。"],
  scheme_none: ["None.", "无。"],
};

const KEPT = "feiqian-docs-language";

let language = initial();

/** "en" or "zh". */
export const current = () => language;

/** Sets the language of page and document, and keeps it for the next visit. */
export function setLanguage(next) {
  language = next === "zh" ? "zh" : "en";
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // A browser without storage asks again next time.
  }
}

/** One of the page's own texts. */
export const word = (name) => WORDS[name][language === "zh" ? 1 : 0];

/** A text of the reference that has a translation beside it. */
export const said = (english, chinese) => (language === "zh" && chinese ? chinese : (english ?? ""));

function initial() {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept) {
      return kept === "zh" ? "zh" : "en";
    }
  } catch {
    // As above.
  }
  return navigator.languages?.[0]?.toLowerCase().startsWith("zh") ? "zh" : "en";
}
