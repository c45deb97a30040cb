# Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.
"""What the operations take and answer. Amounts are Decimal, ids int: both exact."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, NotRequired, TypedDict

# An amount that is sent: a Decimal, a decimal text or a whole number; never a float.
Amount = Decimal | str | int


class ReadyResult(TypedDict):
    status: str


MigrateResult = TypedDict("MigrateResult", {"from": int, "to": int, "applied": list[str]})


class DispatchResult(TypedDict):
    claimed: int
    done: int
    retry: int
    dead: int
    remaining: int
    without_provider: NotRequired[int]
    wal_pages: NotRequired[int]


class DeleteAccountResult(TypedDict):
    ret_msg: str
    ret_code: str


class PayorBalanceResultBalance(TypedDict):
    amount: Decimal
    currency: str


class PayorBalanceResult(TypedDict):
    balance: list[PayorBalanceResultBalance]
    ret_msg: str
    ret_code: str


class PayoutInquiryResultResult(TypedDict):
    amount: Decimal
    transactionFee: Decimal
    transactionNo: str
    createdTime: str
    paymentTime: NotRequired[str]
    invoiceId: NotRequired[str]
    currency: str
    accountToken: str
    status: str


class PayoutInquiryResult(TypedDict):
    result: PayoutInquiryResultResult
    ret_msg: str
    ret_code: str


class PayOutResultResult(TypedDict):
    amount: Decimal
    transactionFee: Decimal
    transactionNo: str
    createdTime: str
    invoiceId: NotRequired[str]
    currency: str
    accountToken: str
    customerNo: str
    status: str


class PayOutResult(TypedDict):
    result: PayOutResultResult
    ret_msg: str
    ret_code: str


class AccountConfigurationsResultConfigurationsFields(TypedDict):
    name: str
    required: str
    pattern: NotRequired[str]
    values: NotRequired[list[str]]
    formats: NotRequired[list[str]]


class AccountConfigurationsResultConfigurations(TypedDict):
    accountCountry: str
    accountCurrency: str
    accountType: str
    fields: list[AccountConfigurationsResultConfigurationsFields]


class AccountConfigurationsResult(TypedDict):
    configurations: list[AccountConfigurationsResultConfigurations]
    ret_msg: str
    ret_code: str


class PayoutAccountsResultResult(TypedDict):
    accountTag: str
    country: str
    createdAt: str
    firstName: str
    lastName: str
    accountType: str
    currency: str
    accountToken: str
    customerNo: str
    email: str
    cardNumber: str
    status: str


class PayoutAccountsResultUser(TypedDict):
    firstName: str
    lastName: str
    customerNo: str
    email: str


class PayoutAccountsResultAccounts(TypedDict):
    accountTag: str
    country: str
    createdAt: str
    accountType: str
    currency: str
    accountToken: str
    cardNumber: str
    status: str


class PayoutAccountsResult(TypedDict):
    accounts: NotRequired[list[PayoutAccountsResultAccounts]]
    ret_msg: str
    user: NotRequired[PayoutAccountsResultUser]
    ret_code: str
    result: NotRequired[PayoutAccountsResultResult]


class AccountCreatedResult(TypedDict):
    accountTag: str
    accountStatus: str
    country: str
    lastName: str
    firstName: str
    accountType: str
    currency: str
    accountToken: str
    customerNo: str
    email: str
    timestamp: str
    status: str


class AccountCreated(TypedDict):
    result: AccountCreatedResult
    ret_msg: str
    ret_code: str


class UpdatePayeeResult(TypedDict):
    ret_msg: str
    ret_code: str


class RetrievePayeeResultCustomer(TypedDict):
    customerNo: str
    customerCode: NotRequired[str]
    profileType: str
    payeeStatus: str
    firstName: str
    lastName: str
    company: NotRequired[str]
    email: str
    phone: NotRequired[str]
    dateOfBirth: str
    governmentIdType: str
    governmentId: str
    countryCode: str
    country: NotRequired[str]
    state: str
    city: str
    street: str
    street2: NotRequired[str]
    zip: str
    lang: str
    createdTime: str
    updatedTime: str


class RetrievePayeeResult(TypedDict):
    customer: RetrievePayeeResultCustomer
    ret_msg: str
    ret_code: str


class RegisterPayeeResultCustomer(TypedDict):
    firstName: str
    lastName: str
    customerCode: NotRequired[str]
    createdTime: str
    customerNo: str
    email: str


class RegisterPayeeResult(TypedDict):
    customer: RegisterPayeeResultCustomer
    ret_msg: str
    ret_code: str


class RunPayoutsResultDataRecords(TypedDict):
    id: int
    outcome: str
    cash_status: int | None


class RunPayoutsResultData(TypedDict):
    enqueued: int
    records: list[RunPayoutsResultDataRecords]


class RunPayoutsResult(TypedDict):
    type: str
    data: RunPayoutsResultData


class WalletLogResultMeta(TypedDict):
    total: int
    pageCount: int
    sumChangeAvailableAmount: Decimal


class WalletLogRelationships(TypedDict):
    user: NotRequired[ToOne]
    userWallet: NotRequired[ToOne]
    sourceUser: NotRequired[ToOne]
    userWalletCash: NotRequired[ToOne]


class WalletLogAttributes(TypedDict):
    id: int
    user_id: int
    source_user_id: int
    change_available_amount: Decimal
    change_freeze_amount: Decimal
    change_type: int
    change_desc: str
    updated_at: str
    created_at: str
    operator_id: NotRequired[int]


class WalletLog(TypedDict):
    type: str
    id: str
    attributes: WalletLogAttributes
    relationships: NotRequired[WalletLogRelationships]


class WalletLogResult(TypedDict):
    links: PageLinks
    data: list[WalletLog]
    included: NotRequired[list[Any]]
    meta: WalletLogResultMeta


class ReviewCashResultDataRecords(TypedDict):
    id: int
    result: str
    cash_status: int | None
    code: str | None


class ReviewCashResultData(TypedDict):
    result: dict[str, str]
    records: list[ReviewCashResultDataRecords]


class ReviewCashResult(TypedDict):
    type: str
    data: ReviewCashResultData


class ShowCashResult(TypedDict):
    data: Cash
    included: NotRequired[list[Any]]


class ListCashResultMeta(TypedDict):
    total: int
    pageCount: int


class CashAttributes(TypedDict):
    id: int
    user_id: int
    cash_sn: str
    cash_charge: Decimal
    cash_actual_amount: Decimal
    cash_apply_amount: Decimal
    cash_status: int
    cash_type: int
    cash_mobile: str
    remark: str | None
    updated_at: str
    created_at: str
    trade_no: str | None
    trade_time: str | None
    error_code: str | None
    error_message: str | None
    refunds_status: int


class Cash(TypedDict):
    """A withdrawal."""

    type: str
    id: str
    attributes: CashAttributes
    relationships: NotRequired[CashRelationships]


class PageLinks(TypedDict):
    first: str
    prev: str | None
    next: str | None
    last: str


class ListCashResult(TypedDict):
    links: PageLinks
    data: list[Cash]
    included: NotRequired[list[Any]]
    meta: ListCashResultMeta


class CashRelationships(TypedDict):
    """Those that are included."""

    userWallet: NotRequired[ToOne]
    user: NotRequired[ToOne]
    wechat: NotRequired[ToOne]


class NewCashAttributes(TypedDict):
    id: int
    user_id: int
    cash_sn: str
    cash_charge: Decimal
    cash_actual_amount: Decimal
    cash_apply_amount: Decimal
    cash_status: int
    cash_type: int
    cash_mobile: str
    remark: str | None
    updated_at: str
    created_at: str


class NewCash(TypedDict):
    """A withdrawal as it was applied for."""

    type: str
    id: str
    attributes: NewCashAttributes
    relationships: NotRequired[CashRelationships]


class ApplyForCashResult(TypedDict):
    data: NewCash
    included: NotRequired[list[Any]]


class ApplyForCashRequestDataAttributes(TypedDict):
    cash_apply_amount: Amount
    cash_type: int
    cash_mobile: NotRequired[str | None]


class ApplyForCashRequestData(TypedDict):
    type: NotRequired[str]
    attributes: ApplyForCashRequestDataAttributes


class ToOneData(TypedDict):
    type: str
    id: str


class ToOne(TypedDict):
    data: ToOneData | None


class WalletRelationships(TypedDict):
    user: NotRequired[ToOne]


class WalletAttributes(TypedDict):
    user_id: int
    available_amount: Decimal
    freeze_amount: Decimal
    wallet_status: int
    cash_tax_ratio: str


class Wallet(TypedDict):
    type: str
    id: str
    attributes: WalletAttributes
    relationships: NotRequired[WalletRelationships]


class WalletDocument(TypedDict):
    data: Wallet
    included: NotRequired[list[Any]]


class ChangeWalletSettingsRequestDataAttributes(TypedDict):
    cash_rate: NotRequired[str]
    cash_min_sum: NotRequired[Amount]
    cash_max_sum: NotRequired[Amount]
    cash_sum_limit: NotRequired[Amount]
    cash_interval_time: NotRequired[int]
    payout_enabled: NotRequired[bool]


class ChangeWalletSettingsRequestData(TypedDict):
    type: NotRequired[str]
    id: NotRequired[str]
    attributes: ChangeWalletSettingsRequestDataAttributes


class WalletSettingsDataAttributes(TypedDict):
    cash_rate: str
    cash_min_sum: Decimal
    cash_max_sum: Decimal
    cash_sum_limit: Decimal
    cash_interval_time: int
    payout_enabled: bool
    updated_at: str | None


class WalletSettingsData(TypedDict):
    type: str
    id: str
    attributes: WalletSettingsDataAttributes


class WalletSettings(TypedDict):
    data: WalletSettingsData


class TokenResult(TypedDict):
    ip: str
    iat: int
    exp: int
    token: str


class DepositRedirect(TypedDict):
    url: str
    params: dict[str, str]


class Deposit(TypedDict):
    """A deposit order."""

    product_id: int
    customer_id: int
    merchant_id: int
    order_sn: str
    product_order_sn: str
    amount: Decimal
    currency_type: str
    deposit_type: int
    deposit_channel_code: str
    depositor: str
    receipt_bank_name: str
    receipt_account: str
    receipt_depositor: str
    pay_url: str
    redirect: DepositRedirect | None
    status: int
    created_at: str
    updated_at: str


class WithdrawRecord(TypedDict):
    request_id: str
    flag: int
    product_id: str
    amount: Decimal
    currency: str
    bank_account_name: str
    bank_account_no: str
    bank_account_type: int
    bank_province: str
    bank_city: str
    bank_name: str
    branch_name: str
    created_date: str
    processed_date: str
    remarks: str
    login_name: str
    customer_level: int
    deposit_level: int
    priority_level: int


class DepositRecord(TypedDict):
    request_id: str
    merchant_order_sn: str
    flag: int
    product_id: str
    amount: Decimal
    currency: str
    bank_account_name: str
    bank_account_no: str
    bank_name: str
    created_date: str
    deposit_by: str
    login_name: str
    customer_type: int
    ip_address: str
    customer_level: int
    deposit_level: int
    priority_level: int


class ReceivingAccount(TypedDict):
    id: int
    product_id: str
    type: int
    bank_code: str
    bank_name: str
    account_name: str
    account_no: str
    branch: str
    customer_level: str
    trust_level: str
    currency: str
    limit_amount: Decimal
    is_show: int
    province: str
    city: str
    area_limit: str
    special_member: str
    created_by: str
    ip_address: str
    remarks: str
    created_at: str
    updated_at: str


class CreateReceivingAccountsRequestBank(TypedDict):
    product_id: str
    type: int
    bank_code: str
    bank_name: str
    account_name: str
    account_no: str
    branch: str
    customer_level: str
    trust_level: str
    currency: NotRequired[Literal["CNY", "USD", "VND", "JPY", "USDT", "BTC"]]
    is_show: NotRequired[int]
    limit_amount: NotRequired[Amount]
    province: NotRequired[str]
    city: NotRequired[str]
    area_limit: NotRequired[str]
    special_member: NotRequired[str]
    created_by: NotRequired[str]
    ip_address: NotRequired[str]
    remarks: NotRequired[str]


class Customer(TypedDict):
    id: int
    product_id: int
    product_user_id: str
    credit_level: int
    star_level: int
    priority_level: int
    customer_type: int
    ip: str
    status: int
    created_at: str
    updated_at: str


class WithdrawalState(TypedDict):
    """What a withdrawal's callback tells, and its times."""

    product_id: int
    product_user_id: str
    billno: str
    product_billno: str
    amount: Decimal
    currency: str
    status: int
    remarks: str
    withdraw_channel_code: str
    approved_at: str
    created_at: str
    updated_at: str


class Withdrawal(TypedDict):
    """A withdrawal order."""

    product_id: int
    merchant_id: int
    customer_id: int
    withdraw_channel_code: str
    billno: str
    product_billno: str
    amount: Decimal
    currency_type: str
    status: int
    customer_bank_id: int
    created_at: str
    updated_at: str


class WithdrawChannel(TypedDict):
    id: int
    product_id: int
    merchant_id: int
    code: str
    channel: str
    name: str
    currency: str
    type: int
    recommend: int
    sort: int
    min_amount: Decimal
    max_amount: Decimal
    max_total_amount: Decimal


class Card(TypedDict):
    """A customer's card, masked."""

    id: int
    customer_id: int
    type: int
    bank_account_name: str
    bank_account_no: str
    bank_name: str
    bank_province: str
    bank_cities: str
    bank_countries: str
    branch_name: str
    status: int
    created_at: str
    updated_at: str


class District(TypedDict):
    id: int
    name: str
    country_id: str
    city_id: str


class CitiesCountryResult(TypedDict):
    id: int
    name: str
    city_id: str
    province_id: str
    country: list[District]


class City(TypedDict):
    id: int
    name: str
    city_id: str
    province_id: str


class ProvinceCitiesResult(TypedDict):
    id: int
    name: str
    province_id: str
    cities: list[City]


class Province(TypedDict):
    id: int
    name: str
    province_id: str


class Bank(TypedDict):
    id: int
    type: int
    name: str
    code: str
    status: int


class DepositStateMakeUpOrders(TypedDict):
    order_sn: str
    deposit_channel_code: str
    paid_amount: Decimal
    paid_at: str


class DepositState(TypedDict):
    """What a deposit's callback tells, and its times."""

    product_id: int
    product_user_id: str
    order_sn: str
    parent_order_sn: str
    product_order_sn: str
    amount: Decimal
    currency: str
    status: int
    remarks: str
    deposit_channel_code: str
    paid_amount: Decimal
    paid_at: str
    created_at: str
    updated_at: str
    make_up_orders: list[DepositStateMakeUpOrders]


class NamedBank(TypedDict):
    code: str
    name: str


class PayLimitResult(TypedDict):
    min_amount: Decimal
    max_amount: Decimal
    currency: str
    amount_list: list[Decimal]
    bank_list: list[NamedBank]
    payid: NotRequired[str]


class DepositChannel(TypedDict):
    id: int
    product_id: int
    merchant_id: int
    code: str
    kind: str
    channel: str
    name: str
    category: int
    currency: str
    type: int
    recommend: int
    sort: int
    min_amount: Decimal
    max_amount: Decimal
