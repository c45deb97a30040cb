<?php

// Written by `node clients/generate/generate.mjs` from the OpenAPI document. Do not edit.

declare(strict_types=1);

namespace Feiqian\Operations;

use Feiqian\CallOptions;
use Feiqian\Money;
use Feiqian\Operation;
use Feiqian\Read;
use Feiqian\Type;

/**
 * Every operation of the part "payee".
 */
abstract class PayeeOperations
{
    /**
     * @template T
     *
     * @param array<string, mixed> $parameters
     * @param callable(mixed): T $read
     *
     * @return T
     */
    abstract protected function call(Operation $operation, array $parameters, ?CallOptions $options, callable $read): mixed;

    /**
     * Register a payee.
     *
     * Creates a payee, to be activated by the operator (at once in the demonstration).
     *
     * @param 'INDIVIDUAL'|'BUSINESS' $profileType Person or business.
     * @param string $firstName First name.
     * @param string $lastName Last name.
     * @param string $email Unique among the merchant's live payees.
     * @param string $dateOfBirth At least 18 years ago.
     * @param string $governmentId Unique like the e-mail address, together with its type.
     * @param 'ID_CARD'|'PASSPORT'|'DRIVER_LICENSE'|'BUSINESS_REGISTRATION_CERT'|'SSN' $governmentIdType Its type.
     * @param string $countryCode ISO 3166-1.
     * @param string $state In US two upper-case letters.
     * @param string $city City.
     * @param string $street Street.
     * @param string $zip Postal code.
     * @param string|null $company Required for a business.
     * @param string|null $customerCode The merchant's own id of the payee.
     * @param string|null $lang Language.
     * @param string|null $phone Phone.
     * @param string|null $country Name of the country.
     * @param string|null $street2 Second line of the street.
     *
     * @return Type\RegisterPayeeResult
     */
    public function registerPayee(
        string $profileType,
        string $firstName,
        string $lastName,
        string $email,
        string $dateOfBirth,
        string $governmentId,
        string $governmentIdType,
        string $countryCode,
        string $state,
        string $city,
        string $street,
        string $zip,
        ?string $company = null,
        ?string $customerCode = null,
        ?string $lang = null,
        ?string $phone = null,
        ?string $country = null,
        ?string $street2 = null,
        ?CallOptions $options = null,
    ): Type\RegisterPayeeResult {
        $operation = new Operation('registerPayee', 'POST', '/v3/payee/register', 'payee', [], 'Idempotency-Key', true);
        $parameters = [
            'profileType' => $profileType,
            'firstName' => $firstName,
            'lastName' => $lastName,
            'email' => $email,
            'dateOfBirth' => $dateOfBirth,
            'governmentId' => $governmentId,
            'governmentIdType' => $governmentIdType,
            'countryCode' => $countryCode,
            'state' => $state,
            'city' => $city,
            'street' => $street,
            'zip' => $zip,
            'company' => $company,
            'customerCode' => $customerCode,
            'lang' => $lang,
            'phone' => $phone,
            'country' => $country,
            'street2' => $street2,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\RegisterPayeeResult => Type\RegisterPayeeResult::from($data));
    }

    /**
     * Retrieve a payee.
     *
     * By `customerNo`, `email` or `customerCode`; every other one that is given must match.
     *
     * @param string|null $customerNo The payee.
     * @param string|null $email Unique among the merchant's live payees.
     * @param string|null $customerCode The merchant's own id of the payee.
     *
     * @return Type\RetrievePayeeResult
     */
    public function retrievePayee(
        ?string $customerNo = null,
        ?string $email = null,
        ?string $customerCode = null,
        ?CallOptions $options = null,
    ): Type\RetrievePayeeResult {
        $operation = new Operation('retrievePayee', 'POST', '/v3/payee/retrieve', 'payee', [], 'safe', false);
        $parameters = [
            'customerNo' => $customerNo,
            'email' => $email,
            'customerCode' => $customerCode,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\RetrievePayeeResult => Type\RetrievePayeeResult::from($data));
    }

    /**
     * Update a payee.
     *
     * Absent parameters keep their value. Identity fields change only while the payee is pending; `profileType` never does.
     *
     * @param string $customerNo The payee.
     * @param 'INDIVIDUAL'|'BUSINESS'|null $profileType Person or business.
     * @param string|null $firstName First name.
     * @param string|null $lastName Last name.
     * @param string|null $company Required for a business.
     * @param string|null $email Unique among the merchant's live payees.
     * @param string|null $dateOfBirth At least 18 years ago.
     * @param string|null $governmentId Unique like the e-mail address, together with its type.
     * @param 'ID_CARD'|'PASSPORT'|'DRIVER_LICENSE'|'BUSINESS_REGISTRATION_CERT'|'SSN'|null $governmentIdType Its type.
     * @param string|null $countryCode ISO 3166-1.
     * @param string|null $state In US two upper-case letters.
     * @param string|null $city City.
     * @param string|null $street Street.
     * @param string|null $zip Postal code.
     * @param string|null $customerCode The merchant's own id of the payee.
     * @param string|null $lang Language.
     * @param string|null $phone Phone.
     * @param string|null $country Name of the country.
     * @param string|null $street2 Second line of the street.
     *
     * @return Type\UpdatePayeeResult
     */
    public function updatePayee(
        string $customerNo,
        ?string $profileType = null,
        ?string $firstName = null,
        ?string $lastName = null,
        ?string $company = null,
        ?string $email = null,
        ?string $dateOfBirth = null,
        ?string $governmentId = null,
        ?string $governmentIdType = null,
        ?string $countryCode = null,
        ?string $state = null,
        ?string $city = null,
        ?string $street = null,
        ?string $zip = null,
        ?string $customerCode = null,
        ?string $lang = null,
        ?string $phone = null,
        ?string $country = null,
        ?string $street2 = null,
        ?CallOptions $options = null,
    ): Type\UpdatePayeeResult {
        $operation = new Operation('updatePayee', 'POST', '/v3/payee/update', 'payee', [], 'Idempotency-Key', true);
        $parameters = [
            'customerNo' => $customerNo,
            'profileType' => $profileType,
            'firstName' => $firstName,
            'lastName' => $lastName,
            'company' => $company,
            'email' => $email,
            'dateOfBirth' => $dateOfBirth,
            'governmentId' => $governmentId,
            'governmentIdType' => $governmentIdType,
            'countryCode' => $countryCode,
            'state' => $state,
            'city' => $city,
            'street' => $street,
            'zip' => $zip,
            'customerCode' => $customerCode,
            'lang' => $lang,
            'phone' => $phone,
            'country' => $country,
            'street2' => $street2,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\UpdatePayeeResult => Type\UpdatePayeeResult::from($data));
    }

    /**
     * Create a bank account.
     *
     * Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
     * a country needs, `POST /v3/payee/account/configurations` tells.
     *
     * @param string $accountCountry Country of the account.
     * @param string $accountCurrency Currency of the account.
     * @param string $accountTag The merchant's name of the account, unique among the payee's.
     * @param 'BANK_ACCOUNT' $accountType The type of the path.
     * @param string $bankAccountId The account's number.
     * @param string $bankName The bank; in CN one of the known names.
     * @param string $customerNo The payee.
     * @param string $ipnUrl Where notices go: https, no private address.
     * @param string $clientIp Address of the payee.
     * @param string|null $bankCode In CN the bank's code, optional.
     * @param string|null $branchId In US the routing number, required; in JP the branch, optional.
     * @param string|null $bankAccountPurpose In US `CHECKING` or `SAVINGS`, required.
     *
     * @return Type\AccountCreated
     */
    public function createBankAccount(
        string $accountCountry,
        string $accountCurrency,
        string $accountTag,
        string $accountType,
        string $bankAccountId,
        string $bankName,
        string $customerNo,
        string $ipnUrl,
        string $clientIp,
        ?string $bankCode = null,
        ?string $branchId = null,
        ?string $bankAccountPurpose = null,
        ?CallOptions $options = null,
    ): Type\AccountCreated {
        $operation = new Operation('createBankAccount', 'POST', '/v3/customers/account/create/bank-account', 'payee', [], 'Idempotency-Key', true);
        $parameters = [
            'accountCountry' => $accountCountry,
            'accountCurrency' => $accountCurrency,
            'accountTag' => $accountTag,
            'accountType' => $accountType,
            'bankAccountId' => $bankAccountId,
            'bankName' => $bankName,
            'customerNo' => $customerNo,
            'ipnUrl' => $ipnUrl,
            'clientIp' => $clientIp,
            'bankCode' => $bankCode,
            'branchId' => $branchId,
            'bankAccountPurpose' => $bankAccountPurpose,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\AccountCreated => Type\AccountCreated::from($data));
    }

    /**
     * Create a PayPal account.
     *
     * Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
     * a country needs, `POST /v3/payee/account/configurations` tells.
     *
     * @param string $accountCountry Country of the account.
     * @param string $accountCurrency Currency of the account.
     * @param string $accountTag The merchant's name of the account, unique among the payee's.
     * @param 'PAYPAL' $accountType The type of the path.
     * @param string $bankAccountId E-mail address or phone number.
     * @param string $bankName The bank; in CN one of the known names.
     * @param string $customerNo The payee.
     * @param string $ipnUrl Where notices go: https, no private address.
     * @param string $clientIp Address of the payee.
     * @param string|null $bankCode In CN the bank's code, optional.
     * @param string|null $branchId In US the routing number, required; in JP the branch, optional.
     * @param string|null $bankAccountPurpose In US `CHECKING` or `SAVINGS`, required.
     *
     * @return Type\AccountCreated
     */
    public function createPaypalAccount(
        string $accountCountry,
        string $accountCurrency,
        string $accountTag,
        string $accountType,
        string $bankAccountId,
        string $bankName,
        string $customerNo,
        string $ipnUrl,
        string $clientIp,
        ?string $bankCode = null,
        ?string $branchId = null,
        ?string $bankAccountPurpose = null,
        ?CallOptions $options = null,
    ): Type\AccountCreated {
        $operation = new Operation('createPaypalAccount', 'POST', '/v3/customers/account/create/paypal', 'payee', [], 'Idempotency-Key', true);
        $parameters = [
            'accountCountry' => $accountCountry,
            'accountCurrency' => $accountCurrency,
            'accountTag' => $accountTag,
            'accountType' => $accountType,
            'bankAccountId' => $bankAccountId,
            'bankName' => $bankName,
            'customerNo' => $customerNo,
            'ipnUrl' => $ipnUrl,
            'clientIp' => $clientIp,
            'bankCode' => $bankCode,
            'branchId' => $branchId,
            'bankAccountPurpose' => $bankAccountPurpose,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\AccountCreated => Type\AccountCreated::from($data));
    }

    /**
     * Create a Venmo account.
     *
     * Stores a payout account of the payee. The same tag with the same details returns the account that exists. Which fields
     * a country needs, `POST /v3/payee/account/configurations` tells.
     *
     * @param string $accountCountry Country of the account.
     * @param string $accountCurrency Currency of the account.
     * @param string $accountTag The merchant's name of the account, unique among the payee's.
     * @param 'VENMO' $accountType The type of the path.
     * @param string $bankAccountId Phone number, e-mail address, handle or id.
     * @param string $bankName The bank; in CN one of the known names.
     * @param string $customerNo The payee.
     * @param string $ipnUrl Where notices go: https, no private address.
     * @param string $clientIp Address of the payee.
     * @param string|null $bankCode In CN the bank's code, optional.
     * @param string|null $branchId In US the routing number, required; in JP the branch, optional.
     * @param string|null $bankAccountPurpose In US `CHECKING` or `SAVINGS`, required.
     *
     * @return Type\AccountCreated
     */
    public function createVenmoAccount(
        string $accountCountry,
        string $accountCurrency,
        string $accountTag,
        string $accountType,
        string $bankAccountId,
        string $bankName,
        string $customerNo,
        string $ipnUrl,
        string $clientIp,
        ?string $bankCode = null,
        ?string $branchId = null,
        ?string $bankAccountPurpose = null,
        ?CallOptions $options = null,
    ): Type\AccountCreated {
        $operation = new Operation('createVenmoAccount', 'POST', '/v3/customers/account/create/venmo', 'payee', [], 'Idempotency-Key', true);
        $parameters = [
            'accountCountry' => $accountCountry,
            'accountCurrency' => $accountCurrency,
            'accountTag' => $accountTag,
            'accountType' => $accountType,
            'bankAccountId' => $bankAccountId,
            'bankName' => $bankName,
            'customerNo' => $customerNo,
            'ipnUrl' => $ipnUrl,
            'clientIp' => $clientIp,
            'bankCode' => $bankCode,
            'branchId' => $branchId,
            'bankAccountPurpose' => $bankAccountPurpose,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\AccountCreated => Type\AccountCreated::from($data));
    }

    /**
     * Create a bank account (alias).
     *
     * Another name of `/v3/customers/account/create/bank-account`. The example is an account in the United States.
     *
     * @param string $accountCountry Country of the account.
     * @param string $accountCurrency Currency of the account.
     * @param string $accountTag The merchant's name of the account, unique among the payee's.
     * @param 'BANK_ACCOUNT' $accountType The type of the path.
     * @param string $bankAccountId The account's number.
     * @param string $bankName The bank; in CN one of the known names.
     * @param string $customerNo The payee.
     * @param string $ipnUrl Where notices go: https, no private address.
     * @param string $clientIp Address of the payee.
     * @param string|null $bankCode In CN the bank's code, optional.
     * @param string|null $branchId In US the routing number, required; in JP the branch, optional.
     * @param string|null $bankAccountPurpose In US `CHECKING` or `SAVINGS`, required.
     *
     * @return Type\AccountCreated
     */
    public function createBankAccountAlias(
        string $accountCountry,
        string $accountCurrency,
        string $accountTag,
        string $accountType,
        string $bankAccountId,
        string $bankName,
        string $customerNo,
        string $ipnUrl,
        string $clientIp,
        ?string $bankCode = null,
        ?string $branchId = null,
        ?string $bankAccountPurpose = null,
        ?CallOptions $options = null,
    ): Type\AccountCreated {
        $operation = new Operation('createBankAccountAlias', 'POST', '/v3/payee/account/create/bank-account', 'payee', [], 'Idempotency-Key', true);
        $parameters = [
            'accountCountry' => $accountCountry,
            'accountCurrency' => $accountCurrency,
            'accountTag' => $accountTag,
            'accountType' => $accountType,
            'bankAccountId' => $bankAccountId,
            'bankName' => $bankName,
            'customerNo' => $customerNo,
            'ipnUrl' => $ipnUrl,
            'clientIp' => $clientIp,
            'bankCode' => $bankCode,
            'branchId' => $branchId,
            'bankAccountPurpose' => $bankAccountPurpose,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\AccountCreated => Type\AccountCreated::from($data));
    }

    /**
     * Create a PayPal account (alias).
     *
     * Another name of `/v3/customers/account/create/paypal`.
     *
     * @param string $accountCountry Country of the account.
     * @param string $accountCurrency Currency of the account.
     * @param string $accountTag The merchant's name of the account, unique among the payee's.
     * @param 'PAYPAL' $accountType The type of the path.
     * @param string $bankAccountId E-mail address or phone number.
     * @param string $bankName The bank; in CN one of the known names.
     * @param string $customerNo The payee.
     * @param string $ipnUrl Where notices go: https, no private address.
     * @param string $clientIp Address of the payee.
     * @param string|null $bankCode In CN the bank's code, optional.
     * @param string|null $branchId In US the routing number, required; in JP the branch, optional.
     * @param string|null $bankAccountPurpose In US `CHECKING` or `SAVINGS`, required.
     *
     * @return Type\AccountCreated
     */
    public function createPaypalAccountAlias(
        string $accountCountry,
        string $accountCurrency,
        string $accountTag,
        string $accountType,
        string $bankAccountId,
        string $bankName,
        string $customerNo,
        string $ipnUrl,
        string $clientIp,
        ?string $bankCode = null,
        ?string $branchId = null,
        ?string $bankAccountPurpose = null,
        ?CallOptions $options = null,
    ): Type\AccountCreated {
        $operation = new Operation('createPaypalAccountAlias', 'POST', '/v3/payee/account/create/paypal', 'payee', [], 'Idempotency-Key', true);
        $parameters = [
            'accountCountry' => $accountCountry,
            'accountCurrency' => $accountCurrency,
            'accountTag' => $accountTag,
            'accountType' => $accountType,
            'bankAccountId' => $bankAccountId,
            'bankName' => $bankName,
            'customerNo' => $customerNo,
            'ipnUrl' => $ipnUrl,
            'clientIp' => $clientIp,
            'bankCode' => $bankCode,
            'branchId' => $branchId,
            'bankAccountPurpose' => $bankAccountPurpose,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\AccountCreated => Type\AccountCreated::from($data));
    }

    /**
     * Create a Venmo account (alias).
     *
     * Another name of `/v3/customers/account/create/venmo`.
     *
     * @param string $accountCountry Country of the account.
     * @param string $accountCurrency Currency of the account.
     * @param string $accountTag The merchant's name of the account, unique among the payee's.
     * @param 'VENMO' $accountType The type of the path.
     * @param string $bankAccountId Phone number, e-mail address, handle or id.
     * @param string $bankName The bank; in CN one of the known names.
     * @param string $customerNo The payee.
     * @param string $ipnUrl Where notices go: https, no private address.
     * @param string $clientIp Address of the payee.
     * @param string|null $bankCode In CN the bank's code, optional.
     * @param string|null $branchId In US the routing number, required; in JP the branch, optional.
     * @param string|null $bankAccountPurpose In US `CHECKING` or `SAVINGS`, required.
     *
     * @return Type\AccountCreated
     */
    public function createVenmoAccountAlias(
        string $accountCountry,
        string $accountCurrency,
        string $accountTag,
        string $accountType,
        string $bankAccountId,
        string $bankName,
        string $customerNo,
        string $ipnUrl,
        string $clientIp,
        ?string $bankCode = null,
        ?string $branchId = null,
        ?string $bankAccountPurpose = null,
        ?CallOptions $options = null,
    ): Type\AccountCreated {
        $operation = new Operation('createVenmoAccountAlias', 'POST', '/v3/payee/account/create/venmo', 'payee', [], 'Idempotency-Key', true);
        $parameters = [
            'accountCountry' => $accountCountry,
            'accountCurrency' => $accountCurrency,
            'accountTag' => $accountTag,
            'accountType' => $accountType,
            'bankAccountId' => $bankAccountId,
            'bankName' => $bankName,
            'customerNo' => $customerNo,
            'ipnUrl' => $ipnUrl,
            'clientIp' => $clientIp,
            'bankCode' => $bankCode,
            'branchId' => $branchId,
            'bankAccountPurpose' => $bankAccountPurpose,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\AccountCreated => Type\AccountCreated::from($data));
    }

    /**
     * List or look up accounts.
     *
     * All live accounts of the payee as `accounts`; with `accountTag` one as `result`.
     *
     * @param string $customerNo The payee.
     * @param string|null $accountTag The merchant's name of the account, unique among the payee's.
     *
     * @return Type\PayoutAccountsResult
     */
    public function payoutAccounts(
        string $customerNo,
        ?string $accountTag = null,
        ?CallOptions $options = null,
    ): Type\PayoutAccountsResult {
        $operation = new Operation('payoutAccounts', 'POST', '/v3/payee/payout-accounts', 'payee', [], 'safe', false);
        $parameters = [
            'customerNo' => $customerNo,
            'accountTag' => $accountTag,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\PayoutAccountsResult => Type\PayoutAccountsResult::from($data));
    }

    /**
     * Which accounts can be created.
     *
     * The countries, currencies and types that can be paid to, and the fields that each needs.
     *
     * @param string|null $accountCountry Country of the account.
     * @param string|null $accountCurrency Currency of the account.
     * @param 'BANK_ACCOUNT'|'PAYPAL'|'VENMO'|null $accountType Only accounts of this type.
     *
     * @return Type\AccountConfigurationsResult
     */
    public function accountConfigurations(
        ?string $accountCountry = null,
        ?string $accountCurrency = null,
        ?string $accountType = null,
        ?CallOptions $options = null,
    ): Type\AccountConfigurationsResult {
        $operation = new Operation('accountConfigurations', 'POST', '/v3/payee/account/configurations', 'payee', [], 'safe', false);
        $parameters = [
            'accountCountry' => $accountCountry,
            'accountCurrency' => $accountCurrency,
            'accountType' => $accountType,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\AccountConfigurationsResult => Type\AccountConfigurationsResult::from($data));
    }

    /**
     * Pay out.
     *
     * Pays from the merchant's balance to an account. The first answer is always `pending`; notices go to `ipnUrl`. The same
     * `invoiceId` or idempotency key with the same body gets the stored answer for ever.
     *
     * @param string $customerNo The payee.
     * @param string $accountToken An account of the payee.
     * @param string|Money $amount In the currency.
     * @param 'USD'|'CNY'|'JPY' $currency Of the balance that pays.
     * @param string|null $invoiceId The merchant's number, unique; required without an idempotency key.
     * @param string|null $ipnUrl Where notices go: https, no private address.
     * @param string|null $subject For the payee.
     * @param string|null $note For the payee.
     * @param string|null $description For the merchant.
     * @param 'STANDARD_ACH'|'SAME_DAY_ACH'|'REAL_TIME_PAY'|null $processingChannel US bank accounts only.
     *
     * @return Type\PayOutResult
     */
    public function payOut(
        string $customerNo,
        string $accountToken,
        string|Money $amount,
        string $currency,
        ?string $invoiceId = null,
        ?string $ipnUrl = null,
        ?string $subject = null,
        ?string $note = null,
        ?string $description = null,
        ?string $processingChannel = null,
        ?CallOptions $options = null,
    ): Type\PayOutResult {
        $operation = new Operation('payOut', 'POST', '/v3/payouts/pay', 'payee', [], 'invoiceId', true);
        $parameters = [
            'customerNo' => $customerNo,
            'accountToken' => $accountToken,
            'amount' => $amount,
            'currency' => $currency,
            'invoiceId' => $invoiceId,
            'ipnUrl' => $ipnUrl,
            'subject' => $subject,
            'note' => $note,
            'description' => $description,
            'processingChannel' => $processingChannel,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\PayOutResult => Type\PayOutResult::from($data));
    }

    /**
     * Ask for a payout.
     *
     * By `transactionNo` or `invoiceId`.
     *
     * @param string|null $transactionNo Number of the payout.
     * @param string|null $invoiceId The merchant's number.
     *
     * @return Type\PayoutInquiryResult
     */
    public function payoutInquiry(
        ?string $transactionNo = null,
        ?string $invoiceId = null,
        ?CallOptions $options = null,
    ): Type\PayoutInquiryResult {
        $operation = new Operation('payoutInquiry', 'POST', '/v3/payouts/inquiry', 'payee', [], 'safe', false);
        $parameters = [
            'transactionNo' => $transactionNo,
            'invoiceId' => $invoiceId,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\PayoutInquiryResult => Type\PayoutInquiryResult::from($data));
    }

    /**
     * Read the balance.
     *
     * What the merchant may still pay out, by currency.
     *
     * @param 'USD'|'CNY'|'JPY'|null $currency Only this currency.
     *
     * @return Type\PayorBalanceResult
     */
    public function payorBalance(
        ?string $currency = null,
        ?CallOptions $options = null,
    ): Type\PayorBalanceResult {
        $operation = new Operation('payorBalance', 'POST', '/v3/payouts/balance', 'payee', [], 'safe', false);
        $parameters = [
            'currency' => $currency,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\PayorBalanceResult => Type\PayorBalanceResult::from($data));
    }

    /**
     * Delete an account.
     *
     * The account's tag is free again; its history stays.
     *
     * @param string $customerNo The payee.
     * @param string $accountToken An account of the payee.
     *
     * @return Type\DeleteAccountResult
     */
    public function deleteAccount(
        string $customerNo,
        string $accountToken,
        ?CallOptions $options = null,
    ): Type\DeleteAccountResult {
        $operation = new Operation('deleteAccount', 'POST', '/v3/payee/account/delete', 'payee', [], 'Idempotency-Key', true);
        $parameters = [
            'customerNo' => $customerNo,
            'accountToken' => $accountToken,
        ];
        return $this->call($operation, $parameters, $options, static fn (mixed $data): Type\DeleteAccountResult => Type\DeleteAccountResult::from($data));
    }
}
