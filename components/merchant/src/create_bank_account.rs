//! `POST /create_bank_account` (cashier.md §9.3): up to a hundred receiving accounts, all or none.

use crate::settings::Settings;
use feiqian_cashier::{
    Access, Act, Call, Endpoint, Failure, Parameter, ReadParams, Reply, Rule, Session, may, merchant_code,
    must, wire_amount, wire_time,
};
use feiqian_money::{AmountError, Currency, cashier};
use feiqian_platform::{DatabaseError, Row, Value, parameters, statement};
use feiqian_signing::{FieldErrors, Key, Params, Rules};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /create_bank_account",
    aliases: &[],
    access: Access::Account { acts: &[Act::ReceivingAccounts], merchant: "pid" },
    fields: &[must("bank", &[Rule::Objects(MAX_ITEMS, ACCOUNT)])],
    errors: &[],
};

/// Who may create each account.
const ACCESS: Access = Access::Account { acts: &[Act::ReceivingAccounts], merchant: MERCHANT };
const MERCHANT: &str = "product_id";

const NAME: &[Rule] = &[Rule::MaxChars(100)];
const ACCOUNT: &[Parameter] = &[
    must(MERCHANT, &[]),
    must("type", &[Rule::Integer, Rule::In(&[1, 2])]),
    must("bank_code", &[Rule::Later(Key::Exists)]),
    must("bank_name", NAME),
    must("account_name", NAME),
    must(
        "account_no",
        &[Rule::Alphanumeric, Rule::MinChars(6), Rule::MaxChars(34), Rule::Later(Key::Unique)],
    ),
    must("branch", NAME),
    must("customer_level", &[Rule::Is(Key::String, is_levels)]),
    must("trust_level", &[Rule::Is(Key::String, is_levels)]),
    may("currency", &[Rule::Is(Key::In, is_currency)]),
    may("is_show", &[Rule::Integer, Rule::In(&[0, 1])]),
    may("limit_amount", &[Rule::MoneyOrZero, Rule::Later(Key::MaxNumeric)]),
    may("province", NAME),
    may("city", NAME),
    may("area_limit", NAME),
    may("special_member", NAME),
    may("created_by", NAME),
    may("ip_address", NAME),
    may("remarks", NAME),
];

/// The `:items` of `:merchant_id` with the first rule that look-ups find broken: NULL, or the field's name.
macro_rules! looked_up {
    () => {
        "(SELECT item.key AS at, CASE
            WHEN NOT EXISTS (SELECT 1 FROM bank_codes b
                              WHERE b.type = 2 AND b.code = item.value ->> 'bank_code' AND b.status = 1)
              THEN 'bank_code'
            WHEN EXISTS (SELECT 1 FROM receipt_banks r
                          WHERE r.merchant_id = :merchant_id AND r.status = 1 AND r.type = CAST(item.value ->> 'type' AS INTEGER)
                            AND r.currency = item.value ->> 'currency' AND r.account_no = item.value ->> 'account_no')
              OR EXISTS (SELECT 1 FROM json_each(:items) earlier
                          WHERE earlier.key < item.key
                            AND earlier.value ->> 'type' = item.value ->> 'type'
                            AND earlier.value ->> 'currency' = item.value ->> 'currency'
                            AND earlier.value ->> 'account_no' = item.value ->> 'account_no')
              THEN 'account_no' END AS broken
            FROM json_each(:items) item)"
    };
}

parameters! {
    struct Asking<'a> {
        merchant_id: &'a Value,
        items: &'a str,
        account: &'a Value,
    }
}

/// Authentication, and the first item that look-ups refuse with its field.
const LOOK_UP: &str = statement!(
    Asking,
    concat!(
        "SELECT ",
        merchant_code!(":account"),
        ", (SELECT at || '.' || broken FROM ",
        looked_up!(),
        " WHERE broken IS NOT NULL ORDER BY at LIMIT 1)"
    )
);

parameters! {
    struct Creation<'c> {
        merchant_id: &'c Value,
        items: &'c str,
        /// The merchant's.
        code: &'c str,
        now: i64,
        /// From when on they are used.
        usable_from: i64,
        account: &'c Value,
        role: &'c str,
        client_ip: String,
        trace: &'c str,
    }
}

/// Inserts all items, or none if the look-ups refuse one by now. An account that was deleted is there still and is filled
/// anew; the trigger writes the audit of either.
const CREATE: &str = statement!(
    Creation,
    concat!(
    "INSERT INTO receipt_banks (merchant_id, type, bank_code, bank_name, account_name, account_no, branch, province, city,
                                currency, star_levels, credit_levels, area_limit, special_member, limit_amount, is_show,
                                created_by, ip_address, remarks, created_at, updated_at, usable_from,
                                change_session_account, change_session_role, change_client_ip, change_trace)
     SELECT :merchant_id, CAST(value ->> 'type' AS INTEGER), value ->> 'bank_code', value ->> 'bank_name', value ->> 'account_name',
            value ->> 'account_no', value ->> 'branch', value ->> 'province', value ->> 'city', value ->> 'currency',
            value ->> 'customer_level', value ->> 'trust_level', value ->> 'area_limit', value ->> 'special_member',
            value ->> 'limit_minor', CAST(value ->> 'is_show' AS INTEGER), value ->> 'created_by', value ->> 'ip_address',
            value ->> 'remarks', :now, :now, :usable_from, :account, :role, :client_ip, :trace
       FROM json_each(:items)
      WHERE NOT EXISTS (SELECT 1 FROM ",
    looked_up!(),
    " WHERE broken IS NOT NULL)
      ORDER BY key
     ON CONFLICT (merchant_id, type, currency, account_no) DO UPDATE SET
       bank_code = excluded.bank_code, bank_name = excluded.bank_name, account_name = excluded.account_name,
       branch = excluded.branch, province = excluded.province, city = excluded.city, star_levels = excluded.star_levels,
       credit_levels = excluded.credit_levels, area_limit = excluded.area_limit,
       special_member = excluded.special_member, limit_amount = excluded.limit_amount, is_show = excluded.is_show,
       created_by = excluded.created_by, ip_address = excluded.ip_address, remarks = excluded.remarks,
       created_at = excluded.created_at, updated_at = excluded.updated_at, status = 1,
       usable_from = excluded.usable_from, change_session_account = excluded.change_session_account,
       change_session_role = excluded.change_session_role, change_client_ip = excluded.change_client_ip,
       change_trace = excluded.change_trace
       WHERE receipt_banks.status = 0
     RETURNING (SELECT item.key FROM json_each(:items) item
                 WHERE item.value ->> 'account_no' = receipt_banks.account_no
                   AND item.value ->> 'currency' = receipt_banks.currency
                   AND CAST(item.value ->> 'type' AS INTEGER) = receipt_banks.type), json_object('id', id, 'product_id', :code, 'type', type, 'bank_code', bank_code, 'bank_name', bank_name,
       'account_name', account_name, 'account_no', account_no, 'branch', branch, 'customer_level', star_levels,
       'trust_level', credit_levels, 'currency', currency, 'limit_amount', ",
    wire_amount!("limit_amount", "currency"),
    ", 'is_show', is_show, 'province', province, 'city', city, 'area_limit', area_limit,
       'special_member', special_member, 'created_by', created_by, 'ip_address', ip_address, 'remarks', remarks,
       'created_at', ",
    wire_time!("created_at"),
    ", 'updated_at', ",
    wire_time!("updated_at"),
    ")"
)
);

/// How many items one call may have.
const MAX_ITEMS: usize = 100;

/// How often look-ups are repeated that held when they were asked for, but not in the insert: someone else has just
/// stored one of the accounts, or is about to delete it.
const TRIES: usize = 3;

/// One account as the statements read it: names and values, all of them texts; the limit in minor units.
#[derive(Debug)]
struct Account<'p>(Vec<(&'static str, &'p str)>);

impl<'p> Account<'p> {
    /// Phase 1 of item `at`.
    fn read(item: &'p Params, at: usize) -> (Self, Result<(), FieldErrors>) {
        let rules = Rules::of_item(item, "bank", at, ACCOUNT);
        let members = ACCOUNT.iter().filter(|field| field.name != MERCHANT).map(|field| {
            let default = match field.name {
                "currency" => "CNY",
                "is_show" | "limit_amount" => "0",
                _ => "",
            };
            (field.name, rules.get(field.name).unwrap_or(default))
        });
        (Account(members.collect()), rules.finish())
    }

    fn text(&self, name: &str) -> &'p str {
        self.0.iter().find(|(of, _)| *of == name).map_or("", |(_, text)| text)
    }

    /// Phase 2 of the limit: its digits and magnitude.
    fn limit(&self) -> Result<i64, Key> {
        let currency = Currency::parse(self.text("currency")).ok_or(Key::In)?;
        let limit =
            cashier::parse_or_zero(self.text("limit_amount"), currency).map_err(|error| match error {
                AmountError::TooLarge => Key::MaxNumeric,
                AmountError::NotPositive => Key::MinNumeric,
                AmountError::Grammar | AmountError::Digits => Key::Numeric,
            })?;
        Ok(limit.minor())
    }

    /// The account as a JSON object, after another one in `json`.
    fn write(&self, limit_minor: i64, json: &mut String) {
        json.push_str(if json.is_empty() { "[{" } else { ",{" });
        for (name, text) in &self.0 {
            let text = serde_json::to_string(text).unwrap_or_default();
            json.extend(["\"", name, "\":", &text, ","]);
        }
        json.push_str(&format!("\"limit_minor\":{limit_minor}}}"));
    }
}

fn is_currency(code: &str) -> bool {
    Currency::parse(code).is_some()
}

/// `*`, or a comma list of integers from 0 on.
fn is_levels(text: &str) -> bool {
    let is_level = |item: &str| feiqian_signing::rules::is_integer(item) && !item.starts_with('-');
    text == "*" || text.split(',').all(is_level)
}

pub async fn create_bank_account(call: &Call<'_>, settings: &Settings) -> Result<Reply, Failure> {
    let params = call.back_office_params()?;
    let session = Session::of(call).await?;

    let mut rules = Rules::new(&params);
    let items = rules.objects("bank", MAX_ITEMS);
    let mut accounts = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let (account, checked) = Account::read(item, at);
        rules.absorb(checked);
        accounts.push(account);
    }
    let mut checked = rules.finish();
    let mut json = String::new();
    for (at, account) in accounts.iter().enumerate() {
        let limit = account.limit();
        account.write(limit.unwrap_or(0), &mut json);
        if let (Err(key), Ok(())) = (limit, &checked) {
            checked = Err(FieldErrors::one(format!("bank.{at}.limit_amount"), key));
        }
    }
    json.push_str(if accounts.is_empty() { "[]" } else { "]" });

    for _ in 0..TRIES {
        let (merchant_id, account) = (&session.merchant_id(), &session.account());
        let asking = Asking { merchant_id, items: &json, account };
        let mut row = call.platform.query_row(LOOK_UP, &asking.values()).await?;
        let found: Option<String> = row.take()?;
        let code = session.admit(found.clone(), &params, &ENDPOINT.access)?;
        for item in &items {
            session.admit(found.clone(), item, &ACCESS)?;
        }
        checked.clone()?;
        if let Some(broken) = row.take::<Option<String>>()? {
            let key = if broken.ends_with(".bank_code") { Key::Exists } else { Key::Unique };
            return Err(FieldErrors::one(format!("bank.{broken}"), key).into());
        }
        let now_ms = call.platform.now_ms();
        let creation = Creation {
            merchant_id,
            items: &json,
            code: &code,
            now: now_ms,
            usable_from: now_ms + settings.receipt_account_delay_ms,
            account,
            role: session.role.name(),
            client_ip: settings.client_address.of(call.request),
            trace: &call.request.id,
        };
        let created = call.platform.command(CREATE, &creation.values()).await?;
        if !created.is_empty() {
            return Ok(Reply::Data(in_order(created)?));
        }
    }
    Err(Failure::Fault("accounts and banks change faster than they can be looked up".into()))
}

/// The created rows as a JSON array in the order of the request. Each comes with its place in it.
fn in_order(created: Vec<Row>) -> Result<String, DatabaseError> {
    let mut rows: Vec<(i64, String)> = Vec::with_capacity(created.len());
    for mut row in created {
        let id = row.take()?;
        // They hardly ever come in another order, so each goes to the end.
        let at = rows.partition_point(|(before, _)| *before < id);
        rows.insert(at, (id, row.take()?));
    }
    let rows: Vec<String> = rows.into_iter().map(|(_, json)| json).collect();
    Ok(format!("[{}]", rows.join(",")))
}
