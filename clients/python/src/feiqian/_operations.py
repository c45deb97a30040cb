# Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.
"""A method for each operation, blocking and asynchronous."""

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Any, Literal, NamedTuple, cast

from . import types


class Operation(NamedTuple):
    """How an operation is sent."""

    name: str
    method: str
    path: str
    carrier: Literal["query", "form", "json", "payee"]
    # Parameters of the query beside a JSON body.
    query: tuple[str, ...]
    # "safe", "never", or the field or header that makes it safe to repeat.
    repeat: str


class CashierOperations(ABC):
    """Every operation of the part "cashier"."""

    @abstractmethod
    def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object: ...

    def create_customer(
        self,
        *,
        product_user_id: str,
        timeout: float | None = None,
    ) -> None:
        """Create a customer.

        Makes the customer known, once however often it is called; an existing one stays untouched.
        """
        request = Operation("createCustomer", "POST", "/create_customer", "form", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
        }
        self._call(request, parameters, None, timeout)

    def deposit_channels(
        self,
        *,
        product_user_id: str,
        timeout: float | None = None,
    ) -> list[types.DepositChannel]:
        """List deposit channels.

        The channels that the customer may use, best first: recommended, then by success rate, fee and order.
        """
        request = Operation("depositChannels", "GET", "/deposit_channel", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
        }
        return cast("list[types.DepositChannel]", self._call(request, parameters, None, timeout))

    def pay_limit(
        self,
        *,
        product_user_id: str,
        payment_code: str,
        timeout: float | None = None,
    ) -> types.PayLimitResult:
        """Ask for a channel's limits.

        The limits in force now, asked of the merchant's hub. For the kind `online` the answer has a `payid`, which `POST /pay`
        needs; it is good for one payment within ten minutes. A `max_amount` of `0.00` means none, an empty `amount_list` any amount.
        """
        request = Operation("payLimit", "POST", "/paylimit", "form", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
            "payment_code": payment_code,
        }
        return cast("types.PayLimitResult", self._call(request, parameters, None, timeout))

    def deposit_state(
        self,
        *,
        product_order_sn: str | None = None,
        order_sn: str | None = None,
        timeout: float | None = None,
    ) -> types.DepositState:
        """Read a deposit's state.

        The state of one of the product's own deposits, as its callback tells it, for a product that has missed callbacks. Name it by
        `product_order_sn`, by `order_sn`, or by both. An order with status 4 was paid by another order, which `make_up_orders` lists.
        Nothing is written.
        """
        request = Operation("depositState", "GET", "/order", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_order_sn": product_order_sn,
            "order_sn": order_sn,
        }
        return cast("types.DepositState", self._call(request, parameters, None, timeout))

    def bank_list(
        self,
        *,
        product_user_id: str,
        timeout: float | None = None,
    ) -> list[types.Bank]:
        """List banks.

        Active banks by type and id. The answer has an `ETag` and may be kept for an hour.
        """
        request = Operation("bankList", "GET", "/bank_list", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
        }
        return cast("list[types.Bank]", self._call(request, parameters, None, timeout))

    def province_list(
        self,
        *,
        timeout: float | None = None,
    ) -> list[types.Province]:
        """List provinces.

        All provinces by code. The answer has an `ETag` and may be kept for an hour.
        """
        request = Operation("provinceList", "GET", "/province_list", "query", (), "safe")
        parameters: dict[str, object] = {}
        return cast("list[types.Province]", self._call(request, parameters, None, timeout))

    def province_cities(
        self,
        *,
        code: str,
        timeout: float | None = None,
    ) -> types.ProvinceCitiesResult:
        """List a province's cities.

        The province and its cities by code. The answer has an `ETag` and may be kept for an hour.
        """
        request = Operation("provinceCities", "GET", "/province_cities", "query", (), "safe")
        parameters: dict[str, object] = {
            "code": code,
        }
        return cast("types.ProvinceCitiesResult", self._call(request, parameters, None, timeout))

    def cities_country(
        self,
        *,
        code: str,
        timeout: float | None = None,
    ) -> types.CitiesCountryResult:
        """List a city's districts.

        The city and its districts (`country`) by code. The answer has an `ETag` and may be kept for an hour.
        """
        request = Operation("citiesCountry", "GET", "/cities_country", "query", (), "safe")
        parameters: dict[str, object] = {
            "code": code,
        }
        return cast("types.CitiesCountryResult", self._call(request, parameters, None, timeout))

    def bind_card(
        self,
        *,
        product_user_id: str,
        bank_account_name: str,
        bank_account_no: str,
        bank_name: str,
        bank_province: str,
        bank_cities: str,
        bank_countries: str,
        branch_name: str | None = None,
        type: int | None = None,
        timeout: float | None = None,
    ) -> types.Card:
        """Bind a customer's card.

        Binds the customer's only card; there is no way to bind another. The answer is masked.
        """
        request = Operation("bindCard", "POST", "/customer_bank", "form", (), "never")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
            "bank_account_name": bank_account_name,
            "bank_account_no": bank_account_no,
            "bank_name": bank_name,
            "bank_province": bank_province,
            "bank_cities": bank_cities,
            "bank_countries": bank_countries,
            "branch_name": branch_name,
            "type": type,
        }
        return cast("types.Card", self._call(request, parameters, None, timeout))

    def bound_card(
        self,
        *,
        product_user_id: str,
        timeout: float | None = None,
    ) -> types.Card:
        """Read a customer's card.

        The card that is bound, masked, an inactive one too.
        """
        request = Operation("boundCard", "GET", "/customer_bank", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
        }
        return cast("types.Card", self._call(request, parameters, None, timeout))

    def withdraw_channels(
        self,
        *,
        product_user_id: str,
        timeout: float | None = None,
    ) -> list[types.WithdrawChannel]:
        """List withdrawal channels.

        The withdrawal channels that the customer may use, best first. A maximum of `0.00` means none.
        """
        request = Operation("withdrawChannels", "GET", "/withdraw_channel", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
        }
        return cast("list[types.WithdrawChannel]", self._call(request, parameters, None, timeout))

    def do_withdraw(
        self,
        *,
        product_user_id: str,
        amount: types.Amount,
        withdraw_channel_code: str,
        product_billno: str,
        timeout: float | None = None,
    ) -> types.Withdrawal:
        """Create a withdrawal.

        Orders a withdrawal to the customer's card, which is copied into the order. `product_billno` makes the call safe to
        repeat: the same request gets the same answer (header `x-idempotent-replay: 1`), another request 409.
        """
        request = Operation("doWithdraw", "POST", "/do_withdraw", "form", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
            "amount": amount,
            "withdraw_channel_code": withdraw_channel_code,
            "product_billno": product_billno,
        }
        return cast("types.Withdrawal", self._call(request, parameters, None, timeout))

    def withdrawal_state(
        self,
        *,
        product_billno: str | None = None,
        billno: str | None = None,
        timeout: float | None = None,
    ) -> types.WithdrawalState:
        """Read a withdrawal's state.

        The state of one of the product's own withdrawals, as its callback tells it, for a product that has missed callbacks. Name it
        by `product_billno`, by `billno`, or by both. Nothing is written.
        """
        request = Operation("withdrawalState", "GET", "/withdraw", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_billno": product_billno,
            "billno": billno,
        }
        return cast("types.WithdrawalState", self._call(request, parameters, None, timeout))

    def pay(
        self,
        *,
        product_user_id: str,
        payment_code: str,
        amount: types.Amount,
        product_order_sn: str | None = None,
        depositor: str | None = None,
        bankcode: str | None = None,
        payid: str | None = None,
        timeout: float | None = None,
    ) -> types.Deposit:
        """Create a deposit.

        What follows depends on the channel's kind. `transfer`: transfer the money to the receiving account. `online`: send the
        payer to `pay_url`. `redirect`: let the payer's browser post `redirect.params` to `redirect.url`.

        With `product_order_sn` the call can be repeated safely: the same request gets the same answer (header
        `x-idempotent-replay: 1`), another request 409. An order whose upstream failed exists with status -1.

        A customer may have so many orders with status 0 at once (variable `open_orders_per_customer`); one more is 422
        `validation.max.numeric` on `product_user_id`. An order to a receiving account of the merchant's own that is not paid
        within `local_order_ttl_seconds` is closed: status -1, and the product is told.
        """
        request = Operation("pay", "POST", "/pay", "form", (), "product_order_sn")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
            "payment_code": payment_code,
            "amount": amount,
            "product_order_sn": product_order_sn,
            "depositor": depositor,
            "bankcode": bankcode,
            "payid": payid,
        }
        return cast("types.Deposit", self._call(request, parameters, None, timeout))


class BackOfficeOperations(ABC):
    """Every operation of the part "backOffice"."""

    @abstractmethod
    def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object: ...

    def customer(
        self,
        *,
        login_name: str,
        timeout: float | None = None,
    ) -> types.Customer:
        """Look a customer up.

        A customer of the merchant's product, inactive ones included.
        """
        request = Operation("customer", "GET", "/customer", "query", (), "safe")
        parameters: dict[str, object] = {
            "login_name": login_name,
        }
        return cast("types.Customer", self._call(request, parameters, None, timeout))

    def create_receiving_accounts(
        self,
        *,
        bank: list[types.CreateReceivingAccountsRequestBank],
        timeout: float | None = None,
    ) -> list[types.ReceivingAccount]:
        """Add receiving accounts.

        Adds up to a hundred accounts that customers transfer to, all or none. Errors name `bank.<index>.<field>`.
        """
        request = Operation("createReceivingAccounts", "POST", "/create_bank_account", "json", (), "never")
        parameters: dict[str, object] = {
            "bank": bank,
        }
        return cast("list[types.ReceivingAccount]", self._call(request, parameters, None, timeout))

    def delete_receiving_accounts(
        self,
        *,
        type: int,
        account_no: str | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Delete receiving accounts.

        Deletes the merchant's accounts of a type, or one of them. Past orders keep their copy.
        """
        request = Operation("deleteReceivingAccounts", "DELETE", "/delete_bank_account", "query", (), "never")
        parameters: dict[str, object] = {
            "type": type,
            "account_no": account_no,
        }
        return cast("bool", self._call(request, parameters, None, timeout))

    def deposit_records(
        self,
        *,
        flag: int,
        pageNum: int,
        pageSize: int,
        request_id: str | None = None,
        login_name: str | None = None,
        created_from: str | None = None,
        created_to: str | None = None,
        timeout: float | None = None,
    ) -> list[types.DepositRecord]:
        """List deposits.

        The merchant's deposits with a status, newest first; the header `x-total-count` tells how many there are.
        """
        request = Operation("depositRecords", "GET", "/deposit_record", "query", (), "safe")
        parameters: dict[str, object] = {
            "flag": flag,
            "pageNum": pageNum,
            "pageSize": pageSize,
            "request_id": request_id,
            "login_name": login_name,
            "created_from": created_from,
            "created_to": created_to,
        }
        return cast("list[types.DepositRecord]", self._call(request, parameters, None, timeout))

    def withdraw_records(
        self,
        *,
        flag: int,
        pageNum: int,
        pageSize: int,
        request_id: str | None = None,
        login_name: str | None = None,
        created_from: str | None = None,
        created_to: str | None = None,
        timeout: float | None = None,
    ) -> list[types.WithdrawRecord]:
        """List withdrawals.

        The merchant's withdrawals with a status, newest first; the header `x-total-count` tells how many there are.
        """
        request = Operation("withdrawRecords", "GET", "/withdraw_record", "query", (), "safe")
        parameters: dict[str, object] = {
            "flag": flag,
            "pageNum": pageNum,
            "pageSize": pageSize,
            "request_id": request_id,
            "login_name": login_name,
            "created_from": created_from,
            "created_to": created_to,
        }
        return cast("list[types.WithdrawRecord]", self._call(request, parameters, None, timeout))

    def approve(
        self,
        *,
        request_id: str,
        request_type: Literal["01", "02"],
        old_flag: int,
        new_flag: int,
        approve_by: str,
        user_type: Literal["C", "U", "Z"],
        ip_address: str,
        remarks: str | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Approve, pay out or reject an order.

        Moves an order from the status the caller believes in to another. Withdrawals: 0 → 1 by customer service (`U`), 1 → 2 or
        1 → -1 by the treasury (`Z`), 0 → -1 by `U` or the customer (`C`). Deposits: 0 → 2 by `Z` (transfers only), 0 → -1 by `U`
        or `C`, 0 → -3 by `U` or `Z`. Repeating a move that was made is a success.
        """
        request = Operation("approve", "PUT", "/approve", "json", (), "safe")
        parameters: dict[str, object] = {
            "request_id": request_id,
            "request_type": request_type,
            "old_flag": old_flag,
            "new_flag": new_flag,
            "approve_by": approve_by,
            "user_type": user_type,
            "ip_address": ip_address,
            "remarks": remarks,
        }
        return cast("bool", self._call(request, parameters, None, timeout))

    def confirm_deposit(
        self,
        *,
        billno: str,
        orderType: str,
        amount: types.Amount,
        currency: str,
        login_name: str,
        replace_flag: Literal["0", "1"],
        created_by: str,
        remarks: str,
        timeout: float | None = None,
    ) -> bool:
        """Confirm a deposit.

        The hub's word that money came. `replace_flag` `0`: the order is paid as ordered. `1`: a make-up, another sum or channel
        than ordered; it creates the paid order `<billno>_1`. Repeating it is a success.
        """
        request = Operation("confirmDeposit", "PUT", "/pay", "json", (), "safe")
        parameters: dict[str, object] = {
            "billno": billno,
            "orderType": orderType,
            "amount": amount,
            "currency": currency,
            "login_name": login_name,
            "replace_flag": replace_flag,
            "created_by": created_by,
            "remarks": remarks,
        }
        return cast("bool", self._call(request, parameters, None, timeout))

    def log_out(
        self,
        *,
        timeout: float | None = None,
    ) -> bool:
        """Sign out.

        Ends the session of the token, whatever its role. An extension of the published contract.
        """
        request = Operation("logOut", "DELETE", "/token", "query", (), "never")
        parameters: dict[str, object] = {}
        return cast("bool", self._call(request, parameters, None, timeout))


class WalletOperations(ABC):
    """Every operation of the part "wallet"."""

    @abstractmethod
    def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object: ...

    def wallet_settings(
        self,
        *,
        timeout: float | None = None,
    ) -> types.WalletSettings:
        """Read the settings.

        The rules in force for withdrawals.
        """
        request = Operation("walletSettings", "GET", "/api/wallet/settings", "query", (), "safe")
        parameters: dict[str, object] = {}
        return cast("types.WalletSettings", self._call(request, parameters, None, timeout))

    def change_wallet_settings(
        self,
        *,
        data: types.ChangeWalletSettingsRequestData,
        timeout: float | None = None,
    ) -> types.WalletSettings:
        """Change the settings.

        Attributes that are absent keep their value. A change applies to the next command; every effective one is audited.
        """
        request = Operation("changeWalletSettings", "PATCH", "/api/wallet/settings", "json", (), "never")
        parameters: dict[str, object] = {
            "data": data,
        }
        return cast("types.WalletSettings", self._call(request, parameters, None, timeout))

    def wallet(
        self,
        *,
        user_id: int,
        include: str | None = None,
        timeout: float | None = None,
    ) -> types.WalletDocument:
        """Read a wallet.

        The caller's own; with `wallet.viewList` anyone's.
        """
        request = Operation("wallet", "GET", "/api/wallet/user/{user_id}", "query", (), "safe")
        parameters: dict[str, object] = {
            "user_id": user_id,
            "include": include,
        }
        return cast("types.WalletDocument", self._call(request, parameters, None, timeout))

    def adjust_wallet(
        self,
        *,
        user_id: int,
        operate_type: int | None = None,
        operate_amount: types.Amount | None = None,
        operate_reason: str | None = None,
        wallet_status: int | None = None,
        include: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.WalletDocument:
        """Adjust or freeze a wallet.

        Adds to or subtracts from the available amount, freezes or releases withdrawals, or both at once; nobody's own wallet (403). Needs `operate_type` with `operate_amount`, or `wallet_status`.
        """
        request = Operation("adjustWallet", "PATCH", "/api/wallet/user/{user_id}", "json", ("include",), "Idempotency-Key")
        parameters: dict[str, object] = {
            "user_id": user_id,
            "operate_type": operate_type,
            "operate_amount": operate_amount,
            "operate_reason": operate_reason,
            "wallet_status": wallet_status,
            "include": include,
        }
        return cast("types.WalletDocument", self._call(request, parameters, idempotency_key, timeout))

    def apply_for_cash(
        self,
        *,
        data: types.ApplyForCashRequestData,
        include: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.ApplyForCashResult:
        """Apply for a withdrawal.

        Freezes the amount and waits for review. The fee is rounded up to the cent. `data.attritbutes` is accepted for `data.attributes`.
        """
        request = Operation("applyForCash", "POST", "/api/wallet/cash", "json", ("include",), "Idempotency-Key")
        parameters: dict[str, object] = {
            "data": data,
            "include": include,
        }
        return cast("types.ApplyForCashResult", self._call(request, parameters, idempotency_key, timeout))

    def list_cash(
        self,
        *,
        include: str | None = None,
        sort: str | None = None,
        page_number: int | None = None,
        page_offset: int | None = None,
        page_size: int | None = None,
        page_limit: int | None = None,
        filter_user: int | None = None,
        filter_username: str | None = None,
        filter_cash_sn: str | None = None,
        filter_cash_status: str | None = None,
        filter_cash_type: str | None = None,
        filter_cash_mobile: str | None = None,
        filter_start_time: str | None = None,
        filter_end_time: str | None = None,
        timeout: float | None = None,
    ) -> types.ListCashResult:
        """List withdrawals.

        The caller's own; with `cash.viewList` all. Empty filters are none.
        """
        request = Operation("listCash", "GET", "/api/wallet/cash", "query", (), "safe")
        parameters: dict[str, object] = {
            "include": include,
            "sort": sort,
            "page[number]": page_number,
            "page[offset]": page_offset,
            "page[size]": page_size,
            "page[limit]": page_limit,
            "filter[user]": filter_user,
            "filter[username]": filter_username,
            "filter[cash_sn]": filter_cash_sn,
            "filter[cash_status]": filter_cash_status,
            "filter[cash_type]": filter_cash_type,
            "filter[cash_mobile]": filter_cash_mobile,
            "filter[start_time]": filter_start_time,
            "filter[end_time]": filter_end_time,
        }
        return cast("types.ListCashResult", self._call(request, parameters, None, timeout))

    def show_cash(
        self,
        *,
        id: int,
        include: str | None = None,
        timeout: float | None = None,
    ) -> types.ShowCashResult:
        """Read a withdrawal.

        The caller's own; with `cash.viewList` any.
        """
        request = Operation("showCash", "GET", "/api/wallet/cash/{id}", "query", (), "safe")
        parameters: dict[str, object] = {
            "id": id,
            "include": include,
        }
        return cast("types.ShowCashResult", self._call(request, parameters, None, timeout))

    def review_cash(
        self,
        *,
        ids: list[int],
        cash_status: int,
        remark: str | None = None,
        timeout: float | None = None,
    ) -> types.ReviewCashResult:
        """Review withdrawals.

        Approves (2, WeChat), rejects (3) or marks as paid (5, manual) up to a hundred pending withdrawals, each on its own. The answer is 200 even if all fail.
        """
        request = Operation("reviewCash", "POST", "/api/wallet/cash/review", "json", (), "never")
        parameters: dict[str, object] = {
            "ids": ids,
            "cash_status": cash_status,
            "remark": remark,
        }
        return cast("types.ReviewCashResult", self._call(request, parameters, None, timeout))

    def wallet_log(
        self,
        *,
        include: str | None = None,
        sort: str | None = None,
        page_number: int | None = None,
        page_offset: int | None = None,
        page_size: int | None = None,
        page_limit: int | None = None,
        filter_user: int | None = None,
        filter_source_user_id: int | None = None,
        filter_username: str | None = None,
        filter_change_desc: str | None = None,
        filter_source_username: str | None = None,
        filter_change_type: str | None = None,
        filter_change_type_exclude: str | None = None,
        filter_start_time: str | None = None,
        filter_end_time: str | None = None,
        timeout: float | None = None,
    ) -> types.WalletLogResult:
        """Read the ledger.

        The caller's own rows; with `wallet.logs.viewList` all. `meta.sumChangeAvailableAmount` sums all that match.
        """
        request = Operation("walletLog", "GET", "/api/wallet/log", "query", (), "safe")
        parameters: dict[str, object] = {
            "include": include,
            "sort": sort,
            "page[number]": page_number,
            "page[offset]": page_offset,
            "page[size]": page_size,
            "page[limit]": page_limit,
            "filter[user]": filter_user,
            "filter[source_user_id]": filter_source_user_id,
            "filter[username]": filter_username,
            "filter[change_desc]": filter_change_desc,
            "filter[source_username]": filter_source_username,
            "filter[change_type]": filter_change_type,
            "filter[change_type_exclude]": filter_change_type_exclude,
            "filter[start_time]": filter_start_time,
            "filter[end_time]": filter_end_time,
        }
        return cast("types.WalletLogResult", self._call(request, parameters, None, timeout))

    def run_payouts(
        self,
        *,
        limit: int | None = None,
        ids: list[int] | None = None,
        timeout: float | None = None,
    ) -> types.RunPayoutsResult:
        """Run payouts.

        For a scheduler. Takes approved withdrawals, asks the payout provider, and concludes those whose outcome is definite. Lasts at most some 25 seconds.
        """
        request = Operation("runPayouts", "POST", "/api/wallet/payouts/run", "json", (), "never")
        parameters: dict[str, object] = {
            "limit": limit,
            "ids": ids,
        }
        return cast("types.RunPayoutsResult", self._call(request, parameters, None, timeout))


class PayeeOperations(ABC):
    """Every operation of the part "payee"."""

    @abstractmethod
    def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object: ...

    def register_payee(
        self,
        *,
        profileType: Literal["INDIVIDUAL", "BUSINESS"],
        firstName: str,
        lastName: str,
        email: str,
        dateOfBirth: str,
        governmentId: str,
        governmentIdType: Literal["ID_CARD", "PASSPORT", "DRIVER_LICENSE", "BUSINESS_REGISTRATION_CERT", "SSN"],
        countryCode: str,
        state: str,
        city: str,
        street: str,
        zip: str,
        company: str | None = None,
        customerCode: str | None = None,
        lang: str | None = None,
        phone: str | None = None,
        country: str | None = None,
        street2: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.RegisterPayeeResult:
        """Register a payee.

        Creates a payee, to be activated by the operator (at once in the demonstration).
        """
        request = Operation("registerPayee", "POST", "/v3/payee/register", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "profileType": profileType,
            "firstName": firstName,
            "lastName": lastName,
            "email": email,
            "dateOfBirth": dateOfBirth,
            "governmentId": governmentId,
            "governmentIdType": governmentIdType,
            "countryCode": countryCode,
            "state": state,
            "city": city,
            "street": street,
            "zip": zip,
            "company": company,
            "customerCode": customerCode,
            "lang": lang,
            "phone": phone,
            "country": country,
            "street2": street2,
        }
        return cast("types.RegisterPayeeResult", self._call(request, parameters, idempotency_key, timeout))

    def retrieve_payee(
        self,
        *,
        customerNo: str | None = None,
        email: str | None = None,
        customerCode: str | None = None,
        timeout: float | None = None,
    ) -> types.RetrievePayeeResult:
        """Retrieve a payee.

        By `customerNo`, `email` or `customerCode`; every other one that is given must match.
        """
        request = Operation("retrievePayee", "POST", "/v3/payee/retrieve", "payee", (), "safe")
        parameters: dict[str, object] = {
            "customerNo": customerNo,
            "email": email,
            "customerCode": customerCode,
        }
        return cast("types.RetrievePayeeResult", self._call(request, parameters, None, timeout))

    def update_payee(
        self,
        *,
        customerNo: str,
        profileType: Literal["INDIVIDUAL", "BUSINESS"] | None = None,
        firstName: str | None = None,
        lastName: str | None = None,
        company: str | None = None,
        email: str | None = None,
        dateOfBirth: str | None = None,
        governmentId: str | None = None,
        governmentIdType: Literal["ID_CARD", "PASSPORT", "DRIVER_LICENSE", "BUSINESS_REGISTRATION_CERT", "SSN"] | None = None,
        countryCode: str | None = None,
        state: str | None = None,
        city: str | None = None,
        street: str | None = None,
        zip: str | None = None,
        customerCode: str | None = None,
        lang: str | None = None,
        phone: str | None = None,
        country: str | None = None,
        street2: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.UpdatePayeeResult:
        """Update a payee.

        Absent parameters keep their value. Identity fields change only while the payee is pending; `profileType` never does.
        """
        request = Operation("updatePayee", "POST", "/v3/payee/update", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "customerNo": customerNo,
            "profileType": profileType,
            "firstName": firstName,
            "lastName": lastName,
            "company": company,
            "email": email,
            "dateOfBirth": dateOfBirth,
            "governmentId": governmentId,
            "governmentIdType": governmentIdType,
            "countryCode": countryCode,
            "state": state,
            "city": city,
            "street": street,
            "zip": zip,
            "customerCode": customerCode,
            "lang": lang,
            "phone": phone,
            "country": country,
            "street2": street2,
        }
        return cast("types.UpdatePayeeResult", self._call(request, parameters, idempotency_key, timeout))

    def create_bank_account(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["BANK_ACCOUNT"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a bank account.

        Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
        a country needs, `POST /v3/payee/account/configurations` tells.
        """
        request = Operation("createBankAccount", "POST", "/v3/customers/account/create/bank-account", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", self._call(request, parameters, idempotency_key, timeout))

    def create_paypal_account(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["PAYPAL"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a PayPal account.

        Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
        a country needs, `POST /v3/payee/account/configurations` tells.
        """
        request = Operation("createPaypalAccount", "POST", "/v3/customers/account/create/paypal", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", self._call(request, parameters, idempotency_key, timeout))

    def create_venmo_account(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["VENMO"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a Venmo account.

        Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
        a country needs, `POST /v3/payee/account/configurations` tells.
        """
        request = Operation("createVenmoAccount", "POST", "/v3/customers/account/create/venmo", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", self._call(request, parameters, idempotency_key, timeout))

    def create_bank_account_alias(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["BANK_ACCOUNT"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a bank account (alias).

        Another name of `/v3/customers/account/create/bank-account`. The example is an account in the United States.
        """
        request = Operation("createBankAccountAlias", "POST", "/v3/payee/account/create/bank-account", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", self._call(request, parameters, idempotency_key, timeout))

    def create_paypal_account_alias(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["PAYPAL"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a PayPal account (alias).

        Another name of `/v3/customers/account/create/paypal`.
        """
        request = Operation("createPaypalAccountAlias", "POST", "/v3/payee/account/create/paypal", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", self._call(request, parameters, idempotency_key, timeout))

    def create_venmo_account_alias(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["VENMO"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a Venmo account (alias).

        Another name of `/v3/customers/account/create/venmo`.
        """
        request = Operation("createVenmoAccountAlias", "POST", "/v3/payee/account/create/venmo", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", self._call(request, parameters, idempotency_key, timeout))

    def payout_accounts(
        self,
        *,
        customerNo: str,
        accountTag: str | None = None,
        timeout: float | None = None,
    ) -> types.PayoutAccountsResult:
        """List or look up accounts.

        All live accounts of the payee as `accounts`; with `accountTag` one as `result`.
        """
        request = Operation("payoutAccounts", "POST", "/v3/payee/payout-accounts", "payee", (), "safe")
        parameters: dict[str, object] = {
            "customerNo": customerNo,
            "accountTag": accountTag,
        }
        return cast("types.PayoutAccountsResult", self._call(request, parameters, None, timeout))

    def account_configurations(
        self,
        *,
        accountCountry: str | None = None,
        accountCurrency: str | None = None,
        accountType: Literal["BANK_ACCOUNT", "PAYPAL", "VENMO"] | None = None,
        timeout: float | None = None,
    ) -> types.AccountConfigurationsResult:
        """Which accounts can be created.

        The countries, currencies and types that can be paid to, and the fields that each needs.
        """
        request = Operation("accountConfigurations", "POST", "/v3/payee/account/configurations", "payee", (), "safe")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountType": accountType,
        }
        return cast("types.AccountConfigurationsResult", self._call(request, parameters, None, timeout))

    def pay_out(
        self,
        *,
        customerNo: str,
        accountToken: str,
        amount: types.Amount,
        currency: Literal["USD", "CNY", "JPY"],
        invoiceId: str | None = None,
        ipnUrl: str | None = None,
        subject: str | None = None,
        note: str | None = None,
        description: str | None = None,
        processingChannel: Literal["STANDARD_ACH", "SAME_DAY_ACH", "REAL_TIME_PAY"] | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.PayOutResult:
        """Pay out.

        Pays from the merchant's balance to an account. The first answer is always `pending`; notices go to `ipnUrl`. The same
        `invoiceId` or idempotency key with the same body gets the stored answer for ever.
        """
        request = Operation("payOut", "POST", "/v3/payouts/pay", "payee", (), "invoiceId")
        parameters: dict[str, object] = {
            "customerNo": customerNo,
            "accountToken": accountToken,
            "amount": amount,
            "currency": currency,
            "invoiceId": invoiceId,
            "ipnUrl": ipnUrl,
            "subject": subject,
            "note": note,
            "description": description,
            "processingChannel": processingChannel,
        }
        return cast("types.PayOutResult", self._call(request, parameters, idempotency_key, timeout))

    def payout_inquiry(
        self,
        *,
        transactionNo: str | None = None,
        invoiceId: str | None = None,
        timeout: float | None = None,
    ) -> types.PayoutInquiryResult:
        """Ask for a payout.

        By `transactionNo` or `invoiceId`.
        """
        request = Operation("payoutInquiry", "POST", "/v3/payouts/inquiry", "payee", (), "safe")
        parameters: dict[str, object] = {
            "transactionNo": transactionNo,
            "invoiceId": invoiceId,
        }
        return cast("types.PayoutInquiryResult", self._call(request, parameters, None, timeout))

    def payor_balance(
        self,
        *,
        currency: Literal["USD", "CNY", "JPY"] | None = None,
        timeout: float | None = None,
    ) -> types.PayorBalanceResult:
        """Read the balance.

        What the merchant may still pay out, by currency.
        """
        request = Operation("payorBalance", "POST", "/v3/payouts/balance", "payee", (), "safe")
        parameters: dict[str, object] = {
            "currency": currency,
        }
        return cast("types.PayorBalanceResult", self._call(request, parameters, None, timeout))

    def delete_account(
        self,
        *,
        customerNo: str,
        accountToken: str,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.DeleteAccountResult:
        """Delete an account.

        The account's tag is free again; its history stays.
        """
        request = Operation("deleteAccount", "POST", "/v3/payee/account/delete", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "customerNo": customerNo,
            "accountToken": accountToken,
        }
        return cast("types.DeleteAccountResult", self._call(request, parameters, idempotency_key, timeout))


class OperatorOperations(ABC):
    """Every operation of the part "delivery"."""

    @abstractmethod
    def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object: ...

    def dispatch(
        self,
        *,
        limit: int | None = None,
        topics: list[Literal["cashier.deposit", "cashier.withdraw", "ipn.payout", "ipn.account", "wallet.notice", "wallet.payout", "payee.payout"]] | None = None,
        event_ids: list[str] | None = None,
        timeout: float | None = None,
    ) -> types.DispatchResult:
        """Deliver what is due.

        Claims due notifications, sends and settles them, then runs payout jobs and maintenance. Lasts at most some 25 seconds
        per kind. `event_ids` sends the named notifications once, whatever their state.
        """
        request = Operation("dispatch", "POST", "/internal/dispatch", "json", (), "never")
        parameters: dict[str, object] = {
            "limit": limit,
            "topics": topics,
            "event_ids": event_ids,
        }
        return cast("types.DispatchResult", self._call(request, parameters, None, timeout))


class AsyncCashierOperations(ABC):
    """Every operation of the part "cashier"."""

    @abstractmethod
    async def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object: ...

    async def create_customer(
        self,
        *,
        product_user_id: str,
        timeout: float | None = None,
    ) -> None:
        """Create a customer.

        Makes the customer known, once however often it is called; an existing one stays untouched.
        """
        request = Operation("createCustomer", "POST", "/create_customer", "form", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
        }
        await self._call(request, parameters, None, timeout)

    async def deposit_channels(
        self,
        *,
        product_user_id: str,
        timeout: float | None = None,
    ) -> list[types.DepositChannel]:
        """List deposit channels.

        The channels that the customer may use, best first: recommended, then by success rate, fee and order.
        """
        request = Operation("depositChannels", "GET", "/deposit_channel", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
        }
        return cast("list[types.DepositChannel]", await self._call(request, parameters, None, timeout))

    async def pay_limit(
        self,
        *,
        product_user_id: str,
        payment_code: str,
        timeout: float | None = None,
    ) -> types.PayLimitResult:
        """Ask for a channel's limits.

        The limits in force now, asked of the merchant's hub. For the kind `online` the answer has a `payid`, which `POST /pay`
        needs; it is good for one payment within ten minutes. A `max_amount` of `0.00` means none, an empty `amount_list` any amount.
        """
        request = Operation("payLimit", "POST", "/paylimit", "form", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
            "payment_code": payment_code,
        }
        return cast("types.PayLimitResult", await self._call(request, parameters, None, timeout))

    async def deposit_state(
        self,
        *,
        product_order_sn: str | None = None,
        order_sn: str | None = None,
        timeout: float | None = None,
    ) -> types.DepositState:
        """Read a deposit's state.

        The state of one of the product's own deposits, as its callback tells it, for a product that has missed callbacks. Name it by
        `product_order_sn`, by `order_sn`, or by both. An order with status 4 was paid by another order, which `make_up_orders` lists.
        Nothing is written.
        """
        request = Operation("depositState", "GET", "/order", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_order_sn": product_order_sn,
            "order_sn": order_sn,
        }
        return cast("types.DepositState", await self._call(request, parameters, None, timeout))

    async def bank_list(
        self,
        *,
        product_user_id: str,
        timeout: float | None = None,
    ) -> list[types.Bank]:
        """List banks.

        Active banks by type and id. The answer has an `ETag` and may be kept for an hour.
        """
        request = Operation("bankList", "GET", "/bank_list", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
        }
        return cast("list[types.Bank]", await self._call(request, parameters, None, timeout))

    async def province_list(
        self,
        *,
        timeout: float | None = None,
    ) -> list[types.Province]:
        """List provinces.

        All provinces by code. The answer has an `ETag` and may be kept for an hour.
        """
        request = Operation("provinceList", "GET", "/province_list", "query", (), "safe")
        parameters: dict[str, object] = {}
        return cast("list[types.Province]", await self._call(request, parameters, None, timeout))

    async def province_cities(
        self,
        *,
        code: str,
        timeout: float | None = None,
    ) -> types.ProvinceCitiesResult:
        """List a province's cities.

        The province and its cities by code. The answer has an `ETag` and may be kept for an hour.
        """
        request = Operation("provinceCities", "GET", "/province_cities", "query", (), "safe")
        parameters: dict[str, object] = {
            "code": code,
        }
        return cast("types.ProvinceCitiesResult", await self._call(request, parameters, None, timeout))

    async def cities_country(
        self,
        *,
        code: str,
        timeout: float | None = None,
    ) -> types.CitiesCountryResult:
        """List a city's districts.

        The city and its districts (`country`) by code. The answer has an `ETag` and may be kept for an hour.
        """
        request = Operation("citiesCountry", "GET", "/cities_country", "query", (), "safe")
        parameters: dict[str, object] = {
            "code": code,
        }
        return cast("types.CitiesCountryResult", await self._call(request, parameters, None, timeout))

    async def bind_card(
        self,
        *,
        product_user_id: str,
        bank_account_name: str,
        bank_account_no: str,
        bank_name: str,
        bank_province: str,
        bank_cities: str,
        bank_countries: str,
        branch_name: str | None = None,
        type: int | None = None,
        timeout: float | None = None,
    ) -> types.Card:
        """Bind a customer's card.

        Binds the customer's only card; there is no way to bind another. The answer is masked.
        """
        request = Operation("bindCard", "POST", "/customer_bank", "form", (), "never")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
            "bank_account_name": bank_account_name,
            "bank_account_no": bank_account_no,
            "bank_name": bank_name,
            "bank_province": bank_province,
            "bank_cities": bank_cities,
            "bank_countries": bank_countries,
            "branch_name": branch_name,
            "type": type,
        }
        return cast("types.Card", await self._call(request, parameters, None, timeout))

    async def bound_card(
        self,
        *,
        product_user_id: str,
        timeout: float | None = None,
    ) -> types.Card:
        """Read a customer's card.

        The card that is bound, masked, an inactive one too.
        """
        request = Operation("boundCard", "GET", "/customer_bank", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
        }
        return cast("types.Card", await self._call(request, parameters, None, timeout))

    async def withdraw_channels(
        self,
        *,
        product_user_id: str,
        timeout: float | None = None,
    ) -> list[types.WithdrawChannel]:
        """List withdrawal channels.

        The withdrawal channels that the customer may use, best first. A maximum of `0.00` means none.
        """
        request = Operation("withdrawChannels", "GET", "/withdraw_channel", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
        }
        return cast("list[types.WithdrawChannel]", await self._call(request, parameters, None, timeout))

    async def do_withdraw(
        self,
        *,
        product_user_id: str,
        amount: types.Amount,
        withdraw_channel_code: str,
        product_billno: str,
        timeout: float | None = None,
    ) -> types.Withdrawal:
        """Create a withdrawal.

        Orders a withdrawal to the customer's card, which is copied into the order. `product_billno` makes the call safe to
        repeat: the same request gets the same answer (header `x-idempotent-replay: 1`), another request 409.
        """
        request = Operation("doWithdraw", "POST", "/do_withdraw", "form", (), "safe")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
            "amount": amount,
            "withdraw_channel_code": withdraw_channel_code,
            "product_billno": product_billno,
        }
        return cast("types.Withdrawal", await self._call(request, parameters, None, timeout))

    async def withdrawal_state(
        self,
        *,
        product_billno: str | None = None,
        billno: str | None = None,
        timeout: float | None = None,
    ) -> types.WithdrawalState:
        """Read a withdrawal's state.

        The state of one of the product's own withdrawals, as its callback tells it, for a product that has missed callbacks. Name it
        by `product_billno`, by `billno`, or by both. Nothing is written.
        """
        request = Operation("withdrawalState", "GET", "/withdraw", "query", (), "safe")
        parameters: dict[str, object] = {
            "product_billno": product_billno,
            "billno": billno,
        }
        return cast("types.WithdrawalState", await self._call(request, parameters, None, timeout))

    async def pay(
        self,
        *,
        product_user_id: str,
        payment_code: str,
        amount: types.Amount,
        product_order_sn: str | None = None,
        depositor: str | None = None,
        bankcode: str | None = None,
        payid: str | None = None,
        timeout: float | None = None,
    ) -> types.Deposit:
        """Create a deposit.

        What follows depends on the channel's kind. `transfer`: transfer the money to the receiving account. `online`: send the
        payer to `pay_url`. `redirect`: let the payer's browser post `redirect.params` to `redirect.url`.

        With `product_order_sn` the call can be repeated safely: the same request gets the same answer (header
        `x-idempotent-replay: 1`), another request 409. An order whose upstream failed exists with status -1.

        A customer may have so many orders with status 0 at once (variable `open_orders_per_customer`); one more is 422
        `validation.max.numeric` on `product_user_id`. An order to a receiving account of the merchant's own that is not paid
        within `local_order_ttl_seconds` is closed: status -1, and the product is told.
        """
        request = Operation("pay", "POST", "/pay", "form", (), "product_order_sn")
        parameters: dict[str, object] = {
            "product_user_id": product_user_id,
            "payment_code": payment_code,
            "amount": amount,
            "product_order_sn": product_order_sn,
            "depositor": depositor,
            "bankcode": bankcode,
            "payid": payid,
        }
        return cast("types.Deposit", await self._call(request, parameters, None, timeout))


class AsyncBackOfficeOperations(ABC):
    """Every operation of the part "backOffice"."""

    @abstractmethod
    async def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object: ...

    async def customer(
        self,
        *,
        login_name: str,
        timeout: float | None = None,
    ) -> types.Customer:
        """Look a customer up.

        A customer of the merchant's product, inactive ones included.
        """
        request = Operation("customer", "GET", "/customer", "query", (), "safe")
        parameters: dict[str, object] = {
            "login_name": login_name,
        }
        return cast("types.Customer", await self._call(request, parameters, None, timeout))

    async def create_receiving_accounts(
        self,
        *,
        bank: list[types.CreateReceivingAccountsRequestBank],
        timeout: float | None = None,
    ) -> list[types.ReceivingAccount]:
        """Add receiving accounts.

        Adds up to a hundred accounts that customers transfer to, all or none. Errors name `bank.<index>.<field>`.
        """
        request = Operation("createReceivingAccounts", "POST", "/create_bank_account", "json", (), "never")
        parameters: dict[str, object] = {
            "bank": bank,
        }
        return cast("list[types.ReceivingAccount]", await self._call(request, parameters, None, timeout))

    async def delete_receiving_accounts(
        self,
        *,
        type: int,
        account_no: str | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Delete receiving accounts.

        Deletes the merchant's accounts of a type, or one of them. Past orders keep their copy.
        """
        request = Operation("deleteReceivingAccounts", "DELETE", "/delete_bank_account", "query", (), "never")
        parameters: dict[str, object] = {
            "type": type,
            "account_no": account_no,
        }
        return cast("bool", await self._call(request, parameters, None, timeout))

    async def deposit_records(
        self,
        *,
        flag: int,
        pageNum: int,
        pageSize: int,
        request_id: str | None = None,
        login_name: str | None = None,
        created_from: str | None = None,
        created_to: str | None = None,
        timeout: float | None = None,
    ) -> list[types.DepositRecord]:
        """List deposits.

        The merchant's deposits with a status, newest first; the header `x-total-count` tells how many there are.
        """
        request = Operation("depositRecords", "GET", "/deposit_record", "query", (), "safe")
        parameters: dict[str, object] = {
            "flag": flag,
            "pageNum": pageNum,
            "pageSize": pageSize,
            "request_id": request_id,
            "login_name": login_name,
            "created_from": created_from,
            "created_to": created_to,
        }
        return cast("list[types.DepositRecord]", await self._call(request, parameters, None, timeout))

    async def withdraw_records(
        self,
        *,
        flag: int,
        pageNum: int,
        pageSize: int,
        request_id: str | None = None,
        login_name: str | None = None,
        created_from: str | None = None,
        created_to: str | None = None,
        timeout: float | None = None,
    ) -> list[types.WithdrawRecord]:
        """List withdrawals.

        The merchant's withdrawals with a status, newest first; the header `x-total-count` tells how many there are.
        """
        request = Operation("withdrawRecords", "GET", "/withdraw_record", "query", (), "safe")
        parameters: dict[str, object] = {
            "flag": flag,
            "pageNum": pageNum,
            "pageSize": pageSize,
            "request_id": request_id,
            "login_name": login_name,
            "created_from": created_from,
            "created_to": created_to,
        }
        return cast("list[types.WithdrawRecord]", await self._call(request, parameters, None, timeout))

    async def approve(
        self,
        *,
        request_id: str,
        request_type: Literal["01", "02"],
        old_flag: int,
        new_flag: int,
        approve_by: str,
        user_type: Literal["C", "U", "Z"],
        ip_address: str,
        remarks: str | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Approve, pay out or reject an order.

        Moves an order from the status the caller believes in to another. Withdrawals: 0 → 1 by customer service (`U`), 1 → 2 or
        1 → -1 by the treasury (`Z`), 0 → -1 by `U` or the customer (`C`). Deposits: 0 → 2 by `Z` (transfers only), 0 → -1 by `U`
        or `C`, 0 → -3 by `U` or `Z`. Repeating a move that was made is a success.
        """
        request = Operation("approve", "PUT", "/approve", "json", (), "safe")
        parameters: dict[str, object] = {
            "request_id": request_id,
            "request_type": request_type,
            "old_flag": old_flag,
            "new_flag": new_flag,
            "approve_by": approve_by,
            "user_type": user_type,
            "ip_address": ip_address,
            "remarks": remarks,
        }
        return cast("bool", await self._call(request, parameters, None, timeout))

    async def confirm_deposit(
        self,
        *,
        billno: str,
        orderType: str,
        amount: types.Amount,
        currency: str,
        login_name: str,
        replace_flag: Literal["0", "1"],
        created_by: str,
        remarks: str,
        timeout: float | None = None,
    ) -> bool:
        """Confirm a deposit.

        The hub's word that money came. `replace_flag` `0`: the order is paid as ordered. `1`: a make-up, another sum or channel
        than ordered; it creates the paid order `<billno>_1`. Repeating it is a success.
        """
        request = Operation("confirmDeposit", "PUT", "/pay", "json", (), "safe")
        parameters: dict[str, object] = {
            "billno": billno,
            "orderType": orderType,
            "amount": amount,
            "currency": currency,
            "login_name": login_name,
            "replace_flag": replace_flag,
            "created_by": created_by,
            "remarks": remarks,
        }
        return cast("bool", await self._call(request, parameters, None, timeout))

    async def log_out(
        self,
        *,
        timeout: float | None = None,
    ) -> bool:
        """Sign out.

        Ends the session of the token, whatever its role. An extension of the published contract.
        """
        request = Operation("logOut", "DELETE", "/token", "query", (), "never")
        parameters: dict[str, object] = {}
        return cast("bool", await self._call(request, parameters, None, timeout))


class AsyncWalletOperations(ABC):
    """Every operation of the part "wallet"."""

    @abstractmethod
    async def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object: ...

    async def wallet_settings(
        self,
        *,
        timeout: float | None = None,
    ) -> types.WalletSettings:
        """Read the settings.

        The rules in force for withdrawals.
        """
        request = Operation("walletSettings", "GET", "/api/wallet/settings", "query", (), "safe")
        parameters: dict[str, object] = {}
        return cast("types.WalletSettings", await self._call(request, parameters, None, timeout))

    async def change_wallet_settings(
        self,
        *,
        data: types.ChangeWalletSettingsRequestData,
        timeout: float | None = None,
    ) -> types.WalletSettings:
        """Change the settings.

        Attributes that are absent keep their value. A change applies to the next command; every effective one is audited.
        """
        request = Operation("changeWalletSettings", "PATCH", "/api/wallet/settings", "json", (), "never")
        parameters: dict[str, object] = {
            "data": data,
        }
        return cast("types.WalletSettings", await self._call(request, parameters, None, timeout))

    async def wallet(
        self,
        *,
        user_id: int,
        include: str | None = None,
        timeout: float | None = None,
    ) -> types.WalletDocument:
        """Read a wallet.

        The caller's own; with `wallet.viewList` anyone's.
        """
        request = Operation("wallet", "GET", "/api/wallet/user/{user_id}", "query", (), "safe")
        parameters: dict[str, object] = {
            "user_id": user_id,
            "include": include,
        }
        return cast("types.WalletDocument", await self._call(request, parameters, None, timeout))

    async def adjust_wallet(
        self,
        *,
        user_id: int,
        operate_type: int | None = None,
        operate_amount: types.Amount | None = None,
        operate_reason: str | None = None,
        wallet_status: int | None = None,
        include: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.WalletDocument:
        """Adjust or freeze a wallet.

        Adds to or subtracts from the available amount, freezes or releases withdrawals, or both at once; nobody's own wallet (403). Needs `operate_type` with `operate_amount`, or `wallet_status`.
        """
        request = Operation("adjustWallet", "PATCH", "/api/wallet/user/{user_id}", "json", ("include",), "Idempotency-Key")
        parameters: dict[str, object] = {
            "user_id": user_id,
            "operate_type": operate_type,
            "operate_amount": operate_amount,
            "operate_reason": operate_reason,
            "wallet_status": wallet_status,
            "include": include,
        }
        return cast("types.WalletDocument", await self._call(request, parameters, idempotency_key, timeout))

    async def apply_for_cash(
        self,
        *,
        data: types.ApplyForCashRequestData,
        include: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.ApplyForCashResult:
        """Apply for a withdrawal.

        Freezes the amount and waits for review. The fee is rounded up to the cent. `data.attritbutes` is accepted for `data.attributes`.
        """
        request = Operation("applyForCash", "POST", "/api/wallet/cash", "json", ("include",), "Idempotency-Key")
        parameters: dict[str, object] = {
            "data": data,
            "include": include,
        }
        return cast("types.ApplyForCashResult", await self._call(request, parameters, idempotency_key, timeout))

    async def list_cash(
        self,
        *,
        include: str | None = None,
        sort: str | None = None,
        page_number: int | None = None,
        page_offset: int | None = None,
        page_size: int | None = None,
        page_limit: int | None = None,
        filter_user: int | None = None,
        filter_username: str | None = None,
        filter_cash_sn: str | None = None,
        filter_cash_status: str | None = None,
        filter_cash_type: str | None = None,
        filter_cash_mobile: str | None = None,
        filter_start_time: str | None = None,
        filter_end_time: str | None = None,
        timeout: float | None = None,
    ) -> types.ListCashResult:
        """List withdrawals.

        The caller's own; with `cash.viewList` all. Empty filters are none.
        """
        request = Operation("listCash", "GET", "/api/wallet/cash", "query", (), "safe")
        parameters: dict[str, object] = {
            "include": include,
            "sort": sort,
            "page[number]": page_number,
            "page[offset]": page_offset,
            "page[size]": page_size,
            "page[limit]": page_limit,
            "filter[user]": filter_user,
            "filter[username]": filter_username,
            "filter[cash_sn]": filter_cash_sn,
            "filter[cash_status]": filter_cash_status,
            "filter[cash_type]": filter_cash_type,
            "filter[cash_mobile]": filter_cash_mobile,
            "filter[start_time]": filter_start_time,
            "filter[end_time]": filter_end_time,
        }
        return cast("types.ListCashResult", await self._call(request, parameters, None, timeout))

    async def show_cash(
        self,
        *,
        id: int,
        include: str | None = None,
        timeout: float | None = None,
    ) -> types.ShowCashResult:
        """Read a withdrawal.

        The caller's own; with `cash.viewList` any.
        """
        request = Operation("showCash", "GET", "/api/wallet/cash/{id}", "query", (), "safe")
        parameters: dict[str, object] = {
            "id": id,
            "include": include,
        }
        return cast("types.ShowCashResult", await self._call(request, parameters, None, timeout))

    async def review_cash(
        self,
        *,
        ids: list[int],
        cash_status: int,
        remark: str | None = None,
        timeout: float | None = None,
    ) -> types.ReviewCashResult:
        """Review withdrawals.

        Approves (2, WeChat), rejects (3) or marks as paid (5, manual) up to a hundred pending withdrawals, each on its own. The answer is 200 even if all fail.
        """
        request = Operation("reviewCash", "POST", "/api/wallet/cash/review", "json", (), "never")
        parameters: dict[str, object] = {
            "ids": ids,
            "cash_status": cash_status,
            "remark": remark,
        }
        return cast("types.ReviewCashResult", await self._call(request, parameters, None, timeout))

    async def wallet_log(
        self,
        *,
        include: str | None = None,
        sort: str | None = None,
        page_number: int | None = None,
        page_offset: int | None = None,
        page_size: int | None = None,
        page_limit: int | None = None,
        filter_user: int | None = None,
        filter_source_user_id: int | None = None,
        filter_username: str | None = None,
        filter_change_desc: str | None = None,
        filter_source_username: str | None = None,
        filter_change_type: str | None = None,
        filter_change_type_exclude: str | None = None,
        filter_start_time: str | None = None,
        filter_end_time: str | None = None,
        timeout: float | None = None,
    ) -> types.WalletLogResult:
        """Read the ledger.

        The caller's own rows; with `wallet.logs.viewList` all. `meta.sumChangeAvailableAmount` sums all that match.
        """
        request = Operation("walletLog", "GET", "/api/wallet/log", "query", (), "safe")
        parameters: dict[str, object] = {
            "include": include,
            "sort": sort,
            "page[number]": page_number,
            "page[offset]": page_offset,
            "page[size]": page_size,
            "page[limit]": page_limit,
            "filter[user]": filter_user,
            "filter[source_user_id]": filter_source_user_id,
            "filter[username]": filter_username,
            "filter[change_desc]": filter_change_desc,
            "filter[source_username]": filter_source_username,
            "filter[change_type]": filter_change_type,
            "filter[change_type_exclude]": filter_change_type_exclude,
            "filter[start_time]": filter_start_time,
            "filter[end_time]": filter_end_time,
        }
        return cast("types.WalletLogResult", await self._call(request, parameters, None, timeout))

    async def run_payouts(
        self,
        *,
        limit: int | None = None,
        ids: list[int] | None = None,
        timeout: float | None = None,
    ) -> types.RunPayoutsResult:
        """Run payouts.

        For a scheduler. Takes approved withdrawals, asks the payout provider, and concludes those whose outcome is definite. Lasts at most some 25 seconds.
        """
        request = Operation("runPayouts", "POST", "/api/wallet/payouts/run", "json", (), "never")
        parameters: dict[str, object] = {
            "limit": limit,
            "ids": ids,
        }
        return cast("types.RunPayoutsResult", await self._call(request, parameters, None, timeout))


class AsyncPayeeOperations(ABC):
    """Every operation of the part "payee"."""

    @abstractmethod
    async def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object: ...

    async def register_payee(
        self,
        *,
        profileType: Literal["INDIVIDUAL", "BUSINESS"],
        firstName: str,
        lastName: str,
        email: str,
        dateOfBirth: str,
        governmentId: str,
        governmentIdType: Literal["ID_CARD", "PASSPORT", "DRIVER_LICENSE", "BUSINESS_REGISTRATION_CERT", "SSN"],
        countryCode: str,
        state: str,
        city: str,
        street: str,
        zip: str,
        company: str | None = None,
        customerCode: str | None = None,
        lang: str | None = None,
        phone: str | None = None,
        country: str | None = None,
        street2: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.RegisterPayeeResult:
        """Register a payee.

        Creates a payee, to be activated by the operator (at once in the demonstration).
        """
        request = Operation("registerPayee", "POST", "/v3/payee/register", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "profileType": profileType,
            "firstName": firstName,
            "lastName": lastName,
            "email": email,
            "dateOfBirth": dateOfBirth,
            "governmentId": governmentId,
            "governmentIdType": governmentIdType,
            "countryCode": countryCode,
            "state": state,
            "city": city,
            "street": street,
            "zip": zip,
            "company": company,
            "customerCode": customerCode,
            "lang": lang,
            "phone": phone,
            "country": country,
            "street2": street2,
        }
        return cast("types.RegisterPayeeResult", await self._call(request, parameters, idempotency_key, timeout))

    async def retrieve_payee(
        self,
        *,
        customerNo: str | None = None,
        email: str | None = None,
        customerCode: str | None = None,
        timeout: float | None = None,
    ) -> types.RetrievePayeeResult:
        """Retrieve a payee.

        By `customerNo`, `email` or `customerCode`; every other one that is given must match.
        """
        request = Operation("retrievePayee", "POST", "/v3/payee/retrieve", "payee", (), "safe")
        parameters: dict[str, object] = {
            "customerNo": customerNo,
            "email": email,
            "customerCode": customerCode,
        }
        return cast("types.RetrievePayeeResult", await self._call(request, parameters, None, timeout))

    async def update_payee(
        self,
        *,
        customerNo: str,
        profileType: Literal["INDIVIDUAL", "BUSINESS"] | None = None,
        firstName: str | None = None,
        lastName: str | None = None,
        company: str | None = None,
        email: str | None = None,
        dateOfBirth: str | None = None,
        governmentId: str | None = None,
        governmentIdType: Literal["ID_CARD", "PASSPORT", "DRIVER_LICENSE", "BUSINESS_REGISTRATION_CERT", "SSN"] | None = None,
        countryCode: str | None = None,
        state: str | None = None,
        city: str | None = None,
        street: str | None = None,
        zip: str | None = None,
        customerCode: str | None = None,
        lang: str | None = None,
        phone: str | None = None,
        country: str | None = None,
        street2: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.UpdatePayeeResult:
        """Update a payee.

        Absent parameters keep their value. Identity fields change only while the payee is pending; `profileType` never does.
        """
        request = Operation("updatePayee", "POST", "/v3/payee/update", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "customerNo": customerNo,
            "profileType": profileType,
            "firstName": firstName,
            "lastName": lastName,
            "company": company,
            "email": email,
            "dateOfBirth": dateOfBirth,
            "governmentId": governmentId,
            "governmentIdType": governmentIdType,
            "countryCode": countryCode,
            "state": state,
            "city": city,
            "street": street,
            "zip": zip,
            "customerCode": customerCode,
            "lang": lang,
            "phone": phone,
            "country": country,
            "street2": street2,
        }
        return cast("types.UpdatePayeeResult", await self._call(request, parameters, idempotency_key, timeout))

    async def create_bank_account(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["BANK_ACCOUNT"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a bank account.

        Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
        a country needs, `POST /v3/payee/account/configurations` tells.
        """
        request = Operation("createBankAccount", "POST", "/v3/customers/account/create/bank-account", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", await self._call(request, parameters, idempotency_key, timeout))

    async def create_paypal_account(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["PAYPAL"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a PayPal account.

        Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
        a country needs, `POST /v3/payee/account/configurations` tells.
        """
        request = Operation("createPaypalAccount", "POST", "/v3/customers/account/create/paypal", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", await self._call(request, parameters, idempotency_key, timeout))

    async def create_venmo_account(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["VENMO"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a Venmo account.

        Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
        a country needs, `POST /v3/payee/account/configurations` tells.
        """
        request = Operation("createVenmoAccount", "POST", "/v3/customers/account/create/venmo", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", await self._call(request, parameters, idempotency_key, timeout))

    async def create_bank_account_alias(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["BANK_ACCOUNT"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a bank account (alias).

        Another name of `/v3/customers/account/create/bank-account`. The example is an account in the United States.
        """
        request = Operation("createBankAccountAlias", "POST", "/v3/payee/account/create/bank-account", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", await self._call(request, parameters, idempotency_key, timeout))

    async def create_paypal_account_alias(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["PAYPAL"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a PayPal account (alias).

        Another name of `/v3/customers/account/create/paypal`.
        """
        request = Operation("createPaypalAccountAlias", "POST", "/v3/payee/account/create/paypal", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", await self._call(request, parameters, idempotency_key, timeout))

    async def create_venmo_account_alias(
        self,
        *,
        accountCountry: str,
        accountCurrency: str,
        accountTag: str,
        accountType: Literal["VENMO"],
        bankAccountId: str,
        bankName: str,
        customerNo: str,
        ipnUrl: str,
        clientIp: str,
        bankCode: str | None = None,
        branchId: str | None = None,
        bankAccountPurpose: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.AccountCreated:
        """Create a Venmo account (alias).

        Another name of `/v3/customers/account/create/venmo`.
        """
        request = Operation("createVenmoAccountAlias", "POST", "/v3/payee/account/create/venmo", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountTag": accountTag,
            "accountType": accountType,
            "bankAccountId": bankAccountId,
            "bankName": bankName,
            "customerNo": customerNo,
            "ipnUrl": ipnUrl,
            "clientIp": clientIp,
            "bankCode": bankCode,
            "branchId": branchId,
            "bankAccountPurpose": bankAccountPurpose,
        }
        return cast("types.AccountCreated", await self._call(request, parameters, idempotency_key, timeout))

    async def payout_accounts(
        self,
        *,
        customerNo: str,
        accountTag: str | None = None,
        timeout: float | None = None,
    ) -> types.PayoutAccountsResult:
        """List or look up accounts.

        All live accounts of the payee as `accounts`; with `accountTag` one as `result`.
        """
        request = Operation("payoutAccounts", "POST", "/v3/payee/payout-accounts", "payee", (), "safe")
        parameters: dict[str, object] = {
            "customerNo": customerNo,
            "accountTag": accountTag,
        }
        return cast("types.PayoutAccountsResult", await self._call(request, parameters, None, timeout))

    async def account_configurations(
        self,
        *,
        accountCountry: str | None = None,
        accountCurrency: str | None = None,
        accountType: Literal["BANK_ACCOUNT", "PAYPAL", "VENMO"] | None = None,
        timeout: float | None = None,
    ) -> types.AccountConfigurationsResult:
        """Which accounts can be created.

        The countries, currencies and types that can be paid to, and the fields that each needs.
        """
        request = Operation("accountConfigurations", "POST", "/v3/payee/account/configurations", "payee", (), "safe")
        parameters: dict[str, object] = {
            "accountCountry": accountCountry,
            "accountCurrency": accountCurrency,
            "accountType": accountType,
        }
        return cast("types.AccountConfigurationsResult", await self._call(request, parameters, None, timeout))

    async def pay_out(
        self,
        *,
        customerNo: str,
        accountToken: str,
        amount: types.Amount,
        currency: Literal["USD", "CNY", "JPY"],
        invoiceId: str | None = None,
        ipnUrl: str | None = None,
        subject: str | None = None,
        note: str | None = None,
        description: str | None = None,
        processingChannel: Literal["STANDARD_ACH", "SAME_DAY_ACH", "REAL_TIME_PAY"] | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.PayOutResult:
        """Pay out.

        Pays from the merchant's balance to an account. The first answer is always `pending`; notices go to `ipnUrl`. The same
        `invoiceId` or idempotency key with the same body gets the stored answer for ever.
        """
        request = Operation("payOut", "POST", "/v3/payouts/pay", "payee", (), "invoiceId")
        parameters: dict[str, object] = {
            "customerNo": customerNo,
            "accountToken": accountToken,
            "amount": amount,
            "currency": currency,
            "invoiceId": invoiceId,
            "ipnUrl": ipnUrl,
            "subject": subject,
            "note": note,
            "description": description,
            "processingChannel": processingChannel,
        }
        return cast("types.PayOutResult", await self._call(request, parameters, idempotency_key, timeout))

    async def payout_inquiry(
        self,
        *,
        transactionNo: str | None = None,
        invoiceId: str | None = None,
        timeout: float | None = None,
    ) -> types.PayoutInquiryResult:
        """Ask for a payout.

        By `transactionNo` or `invoiceId`.
        """
        request = Operation("payoutInquiry", "POST", "/v3/payouts/inquiry", "payee", (), "safe")
        parameters: dict[str, object] = {
            "transactionNo": transactionNo,
            "invoiceId": invoiceId,
        }
        return cast("types.PayoutInquiryResult", await self._call(request, parameters, None, timeout))

    async def payor_balance(
        self,
        *,
        currency: Literal["USD", "CNY", "JPY"] | None = None,
        timeout: float | None = None,
    ) -> types.PayorBalanceResult:
        """Read the balance.

        What the merchant may still pay out, by currency.
        """
        request = Operation("payorBalance", "POST", "/v3/payouts/balance", "payee", (), "safe")
        parameters: dict[str, object] = {
            "currency": currency,
        }
        return cast("types.PayorBalanceResult", await self._call(request, parameters, None, timeout))

    async def delete_account(
        self,
        *,
        customerNo: str,
        accountToken: str,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> types.DeleteAccountResult:
        """Delete an account.

        The account's tag is free again; its history stays.
        """
        request = Operation("deleteAccount", "POST", "/v3/payee/account/delete", "payee", (), "Idempotency-Key")
        parameters: dict[str, object] = {
            "customerNo": customerNo,
            "accountToken": accountToken,
        }
        return cast("types.DeleteAccountResult", await self._call(request, parameters, idempotency_key, timeout))


class AsyncOperatorOperations(ABC):
    """Every operation of the part "delivery"."""

    @abstractmethod
    async def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object: ...

    async def dispatch(
        self,
        *,
        limit: int | None = None,
        topics: list[Literal["cashier.deposit", "cashier.withdraw", "ipn.payout", "ipn.account", "wallet.notice", "wallet.payout", "payee.payout"]] | None = None,
        event_ids: list[str] | None = None,
        timeout: float | None = None,
    ) -> types.DispatchResult:
        """Deliver what is due.

        Claims due notifications, sends and settles them, then runs payout jobs and maintenance. Lasts at most some 25 seconds
        per kind. `event_ids` sends the named notifications once, whatever their state.
        """
        request = Operation("dispatch", "POST", "/internal/dispatch", "json", (), "never")
        parameters: dict[str, object] = {
            "limit": limit,
            "topics": topics,
            "event_ids": event_ids,
        }
        return cast("types.DispatchResult", await self._call(request, parameters, None, timeout))
