//! What the lists of the cashier's orders share: which index is read, and which of its rows fit.

use crate::filters::{Filters, condition_of, list};
use crate::page::{Order, Source};
use crate::timeline;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

/// A table of orders, as a list names it.
#[derive(Debug)]
pub struct Orders {
    pub table: &'static str,
    pub alias: &'static str,
    pub channels: &'static str,
    /// The column of the channel's code.
    pub channel: &'static str,
    pub statuses: &'static [(&'static str, i64)],
}

/// The filters that every list of orders has.
#[derive(Debug)]
pub struct Wanted {
    number: Option<String>,
    customer: Option<String>,
    status: Option<Vec<i64>>,
    product: Option<i64>,
    merchant: Option<String>,
    channel: Option<String>,
    /// Conditions on `created_at`, empty without them.
    times: String,
}

impl Orders {
    /// Reads the filters but those of amounts.
    pub fn wanted(&self, filters: &mut Filters<'_>) -> Wanted {
        Wanted {
            number: filters.text("number"),
            customer: filters.text("customer"),
            status: filters.words("status", self.statuses),
            product: filters.number("product_id"),
            merchant: filters.text("merchant"),
            channel: filters.text("channel"),
            times: filters.times("created_at"),
        }
    }

    /// Where the rows come from: the narrowest index of what is wanted. What it does not see to becomes a condition.
    pub fn source(
        &self,
        filters: &mut Filters<'_>,
        wanted: Wanted,
        of_number: fn(&mut Filters<'_>, &str) -> Source,
        of_times: fn(&str) -> Source,
    ) -> Source {
        let Orders { table, alias, channels, .. } = self;
        let Wanted { number, customer, status, product, merchant, channel, times } = wanted;
        filters.amounts(&format!("{alias}.amount"), Ok(&format!("{alias}.currency")));
        let statuses = status.as_deref().map(list);
        let source = if let Some(number) = number {
            filters.conditions.extend(condition_of(&times, alias));
            of_number(filters, &number)
        } else if let Some(customer) = customer {
            filters.conditions.extend(condition_of(&times, alias));
            let customer = filters.bind(customer);
            let owners = format!(
                "products q CROSS JOIN customers c ON c.product_id = q.id AND c.product_user_id = {customer}"
            );
            Source::of_each(&owners, table, "y.customer_id = c.id")
        } else if !times.is_empty() {
            of_times(&times)
        } else if let Some(channel) = &channel {
            let code = filters.bind(channel.as_str());
            let owners = format!("(SELECT id FROM {channels} WHERE code = {code}) h");
            Source::of_each(&owners, table, "y.channel_id = h.id")
        } else if merchant.is_some() || product.is_some() || statuses.is_some() {
            let all = || list(&self.statuses.iter().map(|(_, status)| *status).collect::<Vec<_>>());
            let statuses = statuses.clone().unwrap_or_else(all);
            let owners = of_merchants(filters, merchant.as_deref(), product, &statuses);
            Source::of_each(&owners, table, "y.merchant_id = m.id AND y.status = s.value")
        } else {
            Source::of(Order::Id, table, "created_at", "id", "1")
        };
        if let Some(statuses) = statuses {
            filters.add(&format!("{alias}.status IN (SELECT value FROM json_each(?))"), statuses);
        }
        if let Some(merchant) = merchant {
            filters.add("m.code = ?", merchant);
        }
        if let Some(product) = product {
            filters.add(&format!("{alias}.product_id = ?"), product);
        }
        if let Some(channel) = channel {
            filters.add(&format!("{alias}.{} = ?", self.channel), channel);
        }
        source
    }
}

/// The merchants that are meant, each with every status that is.
fn of_merchants(
    filters: &mut Filters<'_>,
    merchant: Option<&str>,
    product: Option<i64>,
    statuses: &str,
) -> String {
    let mut condition = String::from("1");
    if let Some(merchant) = merchant {
        condition.push_str(&format!(" AND code = {}", filters.bind(merchant)));
    }
    if let Some(product) = product {
        condition.push_str(&format!(" AND product_id = {}", filters.bind(product)));
    }
    let statuses = filters.bind(statuses);
    format!("(SELECT id FROM merchants WHERE {condition}) m CROSS JOIN json_each({statuses}) s")
}

/// One order with its timeline. `detail` answers its id and its body; `request_type` is the audit's.
pub async fn one(
    known: &Known<'_>,
    detail: &str,
    request_type: i64,
    resource: &str,
) -> Result<Reply, Problem> {
    let (platform, number) = (known.call.platform, known.call.part(0));
    let mut rows = platform.query(detail, &[number.into()]).await?;
    let row = rows.first_mut().ok_or(Problem::NotFound)?;
    let (id, body): (i64, String) = (row.take()?, row.take()?);
    let timeline = timeline::of_order(platform, request_type, id, "cashier.", number, resource).await?;
    Ok(timeline::with(&body, &timeline))
}
