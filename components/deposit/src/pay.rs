//! `POST /pay` (cashier.md §8.5): creates a deposit, through the merchant's hub if it has one.
//!
//! Product key and everything the decision needs are one read; the order is one insert; what the hub says is one more
//! statement. Whoever lost a race to another request reads again and decides anew.

use crate::answer::{Answer, Order as Asked};
use crate::context::{Channel, Kind, Payer, quote as read_quote};
use crate::insert::{HUB_ORDER, LOCAL_ORDER, NewOrder};
use crate::limits::Limits;
use crate::provider::redirect::{Payment, redirect};
use crate::provider::{Failed, Offer, online, transfer};
use crate::quote;
use crate::settle::{Accepted, Closing, PENDING_LIMIT_MS, Stored, accept, answered, refuse};
use crate::variables::Variables;
use feiqian_cashier::{
    Access, Call, Endpoint, Failure, Order, ReadParams, Reply, Rule, Signed, amount_by_value, bill_number,
    codes, fingerprint, may, must,
};
use feiqian_money::{AmountError, Money, cashier};
use feiqian_platform::{DatabaseError, Row, Value, parameters, row, statement};
use feiqian_signing::{FieldErrors, Key, Params, Rules};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /pay",
    aliases: &[],
    access: Access::Product,
    fields: &[
        must(
            "product_user_id",
            &[Rule::MaxChars(64), Rule::Later(Key::Exists), Rule::Later(Key::MaxNumeric)],
        ),
        must("payment_code", &[Rule::MaxChars(10), Rule::Later(Key::Exists)]),
        must("amount", &[Rule::Money, Rule::Later(Key::MaxNumeric), Rule::Later(Key::In)]),
        may("product_order_sn", &[Rule::MaxChars(50)]),
        may("depositor", &[Rule::MaxChars(50), Rule::Later(Key::Required)]),
        may("bankcode", &[Rule::MaxChars(15), Rule::Later(Key::Required), Rule::Later(Key::Exists)]),
        may("payid", &[Rule::MaxChars(64), Rule::Later(Key::Required), Rule::Later(Key::Exists)]),
    ],
    errors: &[codes::CONFLICT, codes::UPSTREAM],
};

/// How often a request decides: it begins anew after another one won a race, or after a number was taken.
const ATTEMPTS: usize = 4;

parameters! {
    /// What is asked before the decision; the first three and the time for [`payer!`].
    struct Asking<'a> {
        product_id: &'a Value,
        user: &'a str,
        channel_code: &'a str,
        now: i64,
        product_order_sn: Option<&'a str>,
        payid: &'a str,
        bankcode: &'a str,
    }
}

row! {
    /// The order that has the product's number already.
    struct Earlier by earlier_columns {
        id: i64 = "e.id",
        request_hash: String = "e.request_hash",
        response_code: Option<i64> = "e.response_code",
        response_json: Option<String> = "e.response_json",
        upstream_message: Option<String> = "e.upstream_message",
        created_at_ms: i64 = "e.created_at",
    }
}

/// After the product's key and the payer: the order of that number, the quote, whether the bank is known.
const SITUATION: &str = statement!(
    Asking,
    concat!(
    "SELECT ",
    payer!(),
    ", ",
    earlier_columns!(),
    ", ",
    quote_columns!(),
    ", EXISTS (SELECT 1 FROM bank_codes WHERE type = 2 AND code = :bankcode AND status = 1)
     FROM ",
    payer_sources!(),
    " LEFT JOIN deposit_records e ON e.product_id = :product_id AND e.product_order_sn = :product_order_sn
      LEFT JOIN pay_quotes q ON q.id = CASE
        WHEN h.kind = 'online' THEN (
          SELECT id FROM pay_quotes WHERE channel_id = h.id AND payid = :payid AND customer_id = c.id AND used = 0
             AND expires_at > :now
             AND NOT EXISTS (SELECT 1 FROM deposit_records d WHERE d.channel_id = h.id AND d.payid = :payid))
        WHEN m.domain <> '' THEN (
          SELECT id FROM pay_quotes WHERE customer_id = c.id AND channel_id = h.id AND expires_at > :now
           ORDER BY expires_at DESC, id DESC LIMIT 1) END"
)
);

/// The endpoint's own parameters.
struct Wish<'p> {
    user: &'p str,
    code: &'p str,
    amount: &'p str,
    product_order_sn: Option<&'p str>,
    depositor: &'p str,
    bankcode: &'p str,
    payid: &'p str,
}

impl<'p> Wish<'p> {
    /// Reads them; the second is phase 1, which counts only once the caller is known.
    fn read(params: &'p Params) -> (Self, Result<(), FieldErrors>) {
        let rules = Rules::of(params, ENDPOINT.fields);
        let wish = Wish {
            user: rules.text("product_user_id"),
            code: rules.text("payment_code"),
            amount: rules.text("amount"),
            product_order_sn: rules.get("product_order_sn"),
            depositor: rules.text("depositor"),
            bankcode: rules.text("bankcode"),
            payid: rules.text("payid"),
        };
        (wish, rules.finish())
    }

    /// What tells this request from another with the same `product_order_sn`.
    fn fingerprint(&self) -> String {
        let Wish { user, code, amount, product_order_sn, depositor, bankcode, payid } = self;
        match product_order_sn {
            Some(_) => fingerprint(&[user, code, amount_by_value(amount), depositor, bankcode, payid]),
            None => String::new(),
        }
    }
}

/// One decision.
enum Outcome {
    Answered(Reply),
    /// Another request came first; this is the answer if it does so every time.
    Raced(Failure),
}

/// A request whose caller is known.
struct Request<'r> {
    call: &'r Call<'r>,
    variables: &'r Variables,
    product_id: Value,
    wish: Wish<'r>,
}

/// What the database says of an order that it refuses.
pub const VERDICTS: [&str; 4] =
    ["payment_code_exists", "payid_exists", "bankcode_exists", "product_user_id_max"];

pub async fn pay(call: &Call<'_>, variables: &Variables) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    let (wish, phase_1) = Wish::read(&params);
    let request = Request { call, variables, product_id: signed.product_id(), wish };
    let outcome = request.answer(&signed, phase_1).await;
    match request.wish.product_order_sn {
        None => outcome.map_err(Failure::without_key),
        Some(_) => outcome,
    }
}

impl Request<'_> {
    /// The answer to a request that is well formed.
    async fn answer(&self, signed: &Signed<'_>, phase_1: Result<(), FieldErrors>) -> Result<Reply, Failure> {
        let mut cells = self.situation().await?;
        signed.admit(self.call, cells.take()?).await?;
        phase_1?;

        let mut attempt = 1;
        loop {
            match self.decide(cells, attempt).await? {
                Outcome::Answered(reply) => return Ok(reply),
                Outcome::Raced(failure) if attempt == ATTEMPTS => return Err(failure),
                Outcome::Raced(_) => attempt += 1,
            }
            cells = self.situation().await?;
            // The caller is known.
            cells.take::<Option<String>>()?;
        }
    }

    async fn situation(&self) -> Result<Row, Failure> {
        let asking = Asking {
            product_id: &self.product_id,
            user: self.wish.user,
            channel_code: self.wish.code,
            now: self.call.platform.now_ms(),
            product_order_sn: self.wish.product_order_sn,
            payid: self.wish.payid,
            bankcode: self.wish.bankcode,
        };
        Ok(self.call.platform.query_row(SITUATION, &asking.values()).await?)
    }

    /// Phase 2 in its order, then the order.
    async fn decide(&self, mut cells: Row, attempt: usize) -> Result<Outcome, Failure> {
        let payer = Payer::read(self.call.platform, &mut cells)
            .await?
            .ok_or_else(|| FieldErrors::one("product_user_id", Key::Exists))?;
        if let Some(earlier) = Earlier::read_if_any(&mut cells)? {
            return self.replay(earlier).await.map(Outcome::Answered);
        }
        let quote = read_quote(&mut cells)?;
        let bank_is_known: bool = cells.take()?;
        let channel = payer.channel()?;
        self.require(channel.kind)?;
        let amount = self.amount(channel)?;
        let offer = match channel.kind {
            Kind::Local if self.wish.bankcode.is_empty() || bank_is_known => Offer::default(),
            Kind::Local => return Err(FieldErrors::one("bankcode", Key::Exists).into()),
            Kind::Online => quote.ok_or_else(|| FieldErrors::one("payid", Key::Exists))?,
            Kind::Transfer | Kind::Redirect => match quote {
                Some(offer) => offer,
                None => quote::fetch(self.call, &payer, channel, self.wish.code, self.variables).await?,
            },
        };
        if channel.kind == Kind::Transfer
            && !offer.banks.is_empty()
            && !offer.banks.iter().any(|bank| bank.code == self.wish.bankcode)
        {
            return Err(FieldErrors::one("bankcode", Key::Exists).into());
        }
        let limits = Limits::both(channel.min, channel.max, Some(&offer));
        let limits = limits.ok_or_else(|| quote::no_limits(self.call))?;
        limits.check(amount.minor()).map_err(|key| FieldErrors::one("amount", key))?;
        self.create(&payer, channel, amount, attempt).await
    }

    /// What the kind requires.
    fn require(&self, kind: Kind) -> Result<(), FieldErrors> {
        let required: &[(&'static str, &str)] = match kind {
            Kind::Local => &[("depositor", self.wish.depositor)],
            Kind::Transfer => &[("depositor", self.wish.depositor), ("bankcode", self.wish.bankcode)],
            Kind::Online => &[("payid", self.wish.payid)],
            Kind::Redirect => &[],
        };
        match required.iter().find(|(_, text)| text.is_empty()) {
            Some((name, _)) => Err(FieldErrors::one(*name, Key::Required)),
            None => Ok(()),
        }
    }

    fn amount(&self, channel: &Channel) -> Result<Money, FieldErrors> {
        cashier::parse(self.wish.amount, channel.currency).map_err(|error| {
            let key = match error {
                AmountError::Grammar | AmountError::Digits => Key::Numeric,
                AmountError::NotPositive => Key::MinNumeric,
                AmountError::TooLarge => Key::MaxNumeric,
            };
            FieldErrors::one("amount", key)
        })
    }

    /// The answer to a known `product_order_sn`.
    async fn replay(&self, earlier: Earlier) -> Result<Reply, Failure> {
        if earlier.request_hash != self.wish.fingerprint() {
            return Err(Failure::Conflict);
        }
        if let (Some(code), Some(data)) = (earlier.response_code, earlier.response_json) {
            return answered(
                Stored { code, data, message: earlier.upstream_message.unwrap_or_default() },
                true,
            );
        }
        if self.call.platform.now_ms() - earlier.created_at_ms <= PENDING_LIMIT_MS {
            return Err(Failure::InProgress);
        }
        refuse(self.call, earlier.id, Closing::Expired, None).await
    }

    /// Writes the order; then calls the hub if the kind has it so.
    async fn create(
        &self,
        payer: &Payer,
        channel: &Channel,
        amount: Money,
        attempt: usize,
    ) -> Result<Outcome, Failure> {
        let platform = self.call.platform;
        let now_ms = platform.now_ms();
        let Value::Integer(product_id) = self.product_id else { return Err(Failure::Forbidden) };
        let user = payer.customer.login_name.as_str();
        let ip = self.variables.client_address.of(self.call.request);
        let order_sn =
            bill_number(&channel.merchant.code, now_ms, user, Order::Deposit, product_id, platform.random());
        let asked = Asked {
            product_id,
            payer,
            merchant_id: channel.merchant_id,
            channel_code: self.wish.code,
            order_sn: &order_sn,
            product_order_sn: self.wish.product_order_sn,
            amount,
            depositor: match channel.kind {
                Kind::Local | Kind::Transfer => self.wish.depositor,
                Kind::Online | Kind::Redirect => user,
            },
            created_at_ms: now_ms,
        };
        let answer = self.at_hand(&asked, channel, &ip)?;
        let (statement, wish) = match channel.kind {
            Kind::Local => (LOCAL_ORDER, Some(self.wish.bankcode)),
            Kind::Online => (HUB_ORDER, Some(self.wish.payid)),
            Kind::Transfer | Kind::Redirect => (HUB_ORDER, None),
        };
        let order = NewOrder {
            product_id: &self.product_id,
            customer_id: payer.customer_id,
            channel_id: channel.id,
            amount: amount.minor(),
            order_sn: &order_sn,
            product_order_sn: self.wish.product_order_sn,
            depositor: asked.depositor,
            fingerprint: self.wish.fingerprint(),
            client_ip: &ip,
            trace: &self.call.request.id,
            now: now_ms,
            answer,
            wish,
            open_orders: self.variables.open_orders,
            counts_since: self.variables.counts_since_ms(now_ms),
            traceparent: self.call.request.traceparent.as_deref(),
        };
        let mut row = match platform.command_row(statement, &order.values()).await {
            Ok(row) => row,
            Err(error) => return self.lost(error, attempt),
        };
        let order_id: i64 = row.take()?;
        match row.take::<Option<String>>()? {
            Some(stored) => Ok(Outcome::Answered(Reply::Data(stored))),
            None => self.ask_hub(order_id, &asked, channel, &ip).await.map(Outcome::Answered),
        }
    }

    /// The answer of an order whose hub is not asked.
    fn at_hand(&self, asked: &Asked<'_>, channel: &Channel, ip: &str) -> Result<Option<String>, Failure> {
        match channel.kind {
            Kind::Local => Ok(Some(asked.answer().to_json())),
            Kind::Redirect => {
                let payment = Payment {
                    amount: asked.amount,
                    product_id: asked.product_id,
                    channel: &channel.method,
                    order_sn: asked.order_sn,
                    login_name: &asked.payer.customer.login_name,
                    ip,
                };
                let redirect = redirect(&channel.merchant, &payment);
                let redirect = redirect.map_err(|failed| quote::refused(self.call, failed))?;
                Ok(Some(Answer { redirect: Some(&redirect), ..asked.answer() }.to_json()))
            }
            Kind::Transfer | Kind::Online => Ok(None),
        }
    }

    /// Why an order was not written.
    fn lost(&self, error: DatabaseError, attempt: usize) -> Result<Outcome, Failure> {
        let failure = match error.raised(&VERDICTS) {
            Some("payment_code_exists") => FieldErrors::one("payment_code", Key::Exists).into(),
            Some("payid_exists") => FieldErrors::one("payid", Key::Exists).into(),
            Some(verdict) => {
                let failure = match verdict {
                    "bankcode_exists" => Failure::NoReceivingAccount,
                    _ => FieldErrors::one("product_user_id", Key::MaxNumeric).into(),
                };
                // No account is left, or the customer has as many open orders as he may have. Only with a number of the
                // product's own may it be this very order that took the last place.
                if self.wish.product_order_sn.is_none() || attempt > 1 {
                    return Err(failure);
                }
                failure
            }
            None => match error {
                DatabaseError::Unique(_) => Failure::Fault("no bill number is free".into()),
                other => return Err(other.into()),
            },
        };
        Ok(Outcome::Raced(failure))
    }

    /// The hub's call of a pending order, and its end.
    async fn ask_hub(
        &self,
        order_id: i64,
        asked: &Asked<'_>,
        channel: &Channel,
        ip: &str,
    ) -> Result<Reply, Failure> {
        let hub = quote::hub(self.call, asked.payer, channel, self.variables);
        let accepted = match channel.kind {
            Kind::Online => online::second(&hub, asked.amount, self.wish.payid, ip)
                .await
                .map(|page| Accepted { billno: page.billno, pay_url: page.url, ..Accepted::default() }),
            _ => transfer::payment(&hub, asked.amount, self.wish.bankcode, asked.depositor).await.map(
                |account| Accepted {
                    billno: account.billno,
                    bank_name: account.bank_name,
                    account: account.number,
                    holder: account.holder,
                    ..Accepted::default()
                },
            ),
        };
        let failed = match accepted {
            Ok(accepted) => {
                let now_ms = self.call.platform.now_ms();
                let answer = Answer {
                    receipt_bank_name: &accepted.bank_name,
                    receipt_account: &accepted.account,
                    receipt_depositor: &accepted.holder,
                    pay_url: &accepted.pay_url,
                    updated_at: feiqian_cashier::time::wire_time(now_ms),
                    ..asked.answer()
                }
                .to_json();
                match accept(self.call, order_id, accepted, answer, now_ms).await? {
                    Some(reply) => return Ok(reply),
                    None => Failed::because("billno is another order's"),
                }
            }
            Err(failed) => failed,
        };
        let Failure::Upstream { message, .. } = quote::refused(self.call, failed) else {
            return Err(Failure::Fault("an upstream failure is one".into()));
        };
        refuse(self.call, order_id, Closing::Failed, message).await
    }
}
