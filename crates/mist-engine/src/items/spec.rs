//! The items file: what cannot be replaced in weeks, who makes it and who stops without it.

use indexmap::IndexMap;
use mist_scenario::{Luck, Quantity, Tier};
use serde::Deserialize;
use toml::Spanned;

use crate::error::EngineError;
use crate::isic;
use crate::items::levers::ItemLever;
use crate::parameters::{Origin, ParameterRow};

/// Days after which an item file says what share of the need can be met otherwise.
pub const SUBSTITUTION_DAYS: [f64; 4] = [30.0, 90.0, 365.0, 1095.0];

/// Which driver of losses an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// Semiconductors.
    Chips,
    /// Critical raw materials and what is made of them first.
    RawMaterial,
}

/// One bottleneck item as its file gives it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemSpec {
    /// Identifier, as scenarios name it.
    pub(crate) id: String,
    /// English name.
    pub(crate) name: String,
    pub(crate) kind: ItemKind,
    /// ISIC code of the product that it travels and is cut as.
    pub(crate) product: String,
    /// Share of supply that stays where it is made as far as it is needed there.
    pub(crate) home_share: Spanned<Quantity>,
    /// Idle capacity of every producer, as a share of its output.
    pub(crate) spare: Spanned<Quantity>,
    /// Time constant with which idle capacity comes on line.
    pub(crate) spare_days: Spanned<Quantity>,
    /// Time between a producer and its users.
    pub(crate) pipeline_days: Spanned<Quantity>,
    pub(crate) substitution: SubstitutionSpec,
    /// Stages of production, in order.
    #[serde(rename = "stage")]
    pub(crate) stages: Vec<StageSpec>,
    /// Sectors that use it.
    #[serde(rename = "user")]
    pub(crate) users: Vec<UserSpec>,
}

/// Share of the need that can be met otherwise, by days since supply failed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubstitutionSpec {
    days_30: Spanned<Quantity>,
    days_90: Spanned<Quantity>,
    days_365: Spanned<Quantity>,
    days_1095: Spanned<Quantity>,
}

/// Who makes an item at one stage.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageSpec {
    pub(crate) id: String,
    /// Shares of world supply by economy; scaled to add up to 1.
    pub(crate) shares: Spanned<IndexMap<String, f64>>,
    pub(crate) source: String,
    pub(crate) tier: Tier,
    #[serde(default)]
    pub(crate) note: Option<String>,
    /// A producer whose share is drawn; the others share what is left.
    #[serde(default)]
    pub(crate) lead: Option<LeadSpec>,
}

/// A producer with an uncertain share.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeadSpec {
    pub(crate) region: String,
    pub(crate) share: Spanned<Quantity>,
}

/// A sector that uses an item.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserSpec {
    /// ISIC codes of the sector.
    pub(crate) isic: Spanned<String>,
    /// Its share of the world's use; scaled so that all add up to 1.
    pub(crate) need: f64,
    /// Share of its output that stops when the item is gone.
    pub(crate) stake: Spanned<Quantity>,
    /// Days of use that it holds.
    pub(crate) cover_days: Spanned<Quantity>,
}

/// The values of one item in a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemDraw {
    /// Share of supply that stays where it is made as far as it is needed there.
    pub home_share: f64,
    /// Idle capacity of every producer, as a share of its output.
    pub spare: f64,
    /// Time constant with which idle capacity comes on line, days.
    pub spare_days: f64,
    /// Days between a producer and its users.
    pub pipeline_days: f64,
    /// Share of the need that can be met otherwise after [`SUBSTITUTION_DAYS`]; never falls.
    pub substitution: [f64; 4],
    /// Share of the leading producer by stage, where it is drawn.
    pub lead: Vec<Option<f64>>,
    /// By user: output at stake (share) and days of cover.
    pub users: Vec<(f64, f64)>,
    /// What levers change; none leaves everything as it is.
    pub lever: Option<Box<ItemLever>>,
}

/// A checked item: the quantities in a fixed order, with their streams of luck.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) spec: ItemSpec,
    rows: Vec<ParameterRow>,
    streams: Vec<String>,
}

impl Item {
    /// Checks an item that stands at byte `at` of its file.
    pub(crate) fn new(origin: Origin<'_>, at: usize, spec: &ItemSpec) -> Result<Self, EngineError> {
        let fault = |what: String, help: &str| Err(origin.error(at, what, help));
        if spec.stages.is_empty() || spec.users.is_empty() {
            return fault(
                format!("item `{}` has no stage or no user", spec.id),
                "give at least one `[[item.stage]]` and one `[[item.user]]`",
            );
        }
        if isic::intervals(&spec.product).is_none_or(|codes| codes.is_empty()) {
            return fault(
                format!("`{}` of item `{}` is no ISIC code", spec.product, spec.id),
                "write divisions or groups, such as `C261` or `C24`",
            );
        }
        for stage in &spec.stages {
            let shares = stage.shares.get_ref();
            let bad = shares.is_empty()
                || shares.values().any(|v| !(0.0..=1.0).contains(v))
                || shares.values().sum::<f64>() <= 0.0;
            if bad {
                return Err(origin.error(
                    stage.shares.span().start,
                    format!("the shares of item `{}` are not shares", spec.id),
                    "write numbers from 0 to 1, at least one above 0",
                ));
            }
            if let Some(lead) = &stage.lead
                && !shares.contains_key(&lead.region)
            {
                return Err(origin.error(
                    lead.share.span().start,
                    format!("`{}` leads item `{}` without a share", lead.region, spec.id),
                    "list it among `shares` too",
                ));
            }
        }
        for user in &spec.users {
            if isic::intervals(user.isic.get_ref()).is_none_or(|codes| codes.is_empty()) {
                return Err(origin.error(
                    user.isic.span().start,
                    format!("`{}` is no ISIC code", user.isic.get_ref()),
                    "write divisions or groups, such as `C29` or `C262-C268`",
                ));
            }
            if !(user.need > 0.0 && user.need.is_finite()) {
                return Err(origin.error(
                    user.isic.span().start,
                    format!("`need` is {}", user.need),
                    "write the sector's share of the world's use, above zero",
                ));
            }
        }
        let mut rows = Vec::new();
        for (key, text, quantity, unit, low, high) in quantities(spec) {
            let name = format!("item.{}.{key}", spec.id);
            origin.check(&name, quantity, unit, low, high)?;
            rows.push(ParameterRow {
                name,
                text,
                quantity: quantity.get_ref().clone(),
            });
        }
        let streams = rows.iter().map(|r| format!("model.{}", r.name)).collect();
        Ok(Self {
            spec: spec.clone(),
            rows,
            streams,
        })
    }

    /// The item's values in a draw.
    pub(crate) fn sample(&self, luck: &Luck) -> ItemDraw {
        let mut values = self
            .rows
            .iter()
            .zip(&self.streams)
            .map(|(row, stream)| row.quantity.sample(luck, stream));
        // In the order of `quantities`.
        let mut next = || values.next().unwrap_or(f64::NAN);
        let (home_share, spare, spare_days, pipeline_days) = (next(), next(), next(), next());
        let mut substitution = [0.0; 4];
        let mut least = 0.0_f64;
        for share in &mut substitution {
            // What could be replaced after 90 days can be after a year.
            least = least.max(next());
            *share = least;
        }
        ItemDraw {
            home_share,
            spare,
            spare_days,
            pipeline_days,
            substitution,
            lead: self
                .spec
                .stages
                .iter()
                .map(|stage| stage.lead.as_ref().map(|_| next()))
                .collect(),
            users: self.spec.users.iter().map(|_| (next(), next())).collect(),
            lever: None,
        }
    }

    /// Rows of the parameter table: the quantities.
    pub(crate) fn rows(&self) -> &[ParameterRow] {
        &self.rows
    }

    /// Rows of the table of producers: stage, leading shares, source, tier and note.
    pub(crate) fn stages(&self) -> impl Iterator<Item = StageRow<'_>> {
        self.spec.stages.iter().map(|stage| StageRow {
            stage: &stage.id,
            shares: stage.shares.get_ref(),
            source: &stage.source,
            tier: stage.tier,
            note: stage.note.as_deref(),
        })
    }
}

/// Who makes an item at one stage, as the documentation shows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StageRow<'a> {
    pub(crate) stage: &'a str,
    pub(crate) shares: &'a IndexMap<String, f64>,
    pub(crate) source: &'a str,
    pub(crate) tier: Tier,
    pub(crate) note: Option<&'a str>,
}

type Listed<'a> = (
    String,
    String,
    &'a Spanned<Quantity>,
    &'static str,
    f64,
    f64,
);

/// Every quantity of an item, in the order in which it is sampled, with its unit and bounds.
fn quantities(spec: &ItemSpec) -> Vec<Listed<'_>> {
    let mut all: Vec<Listed<'_>> = vec![
        (
            "home_share".to_owned(),
            "share of supply that stays where it is made as far as it is needed there".to_owned(),
            &spec.home_share,
            "share",
            0.0,
            1.0,
        ),
        (
            "spare".to_owned(),
            "idle capacity of every producer, as a share of its output".to_owned(),
            &spec.spare,
            "share",
            0.0,
            1.0,
        ),
        (
            "spare_days".to_owned(),
            "time constant with which idle capacity comes on line".to_owned(),
            &spec.spare_days,
            "days",
            1.0,
            2000.0,
        ),
        (
            "pipeline_days".to_owned(),
            "time between a producer and its users".to_owned(),
            &spec.pipeline_days,
            "days",
            0.0,
            200.0,
        ),
    ];
    let s = &spec.substitution;
    for (days, quantity) in
        SUBSTITUTION_DAYS
            .iter()
            .zip([&s.days_30, &s.days_90, &s.days_365, &s.days_1095])
    {
        all.push((
            format!("substitution.days_{days}"),
            format!("share of the need that can be met otherwise after {days} days"),
            quantity,
            "share",
            0.0,
            1.0,
        ));
    }
    for stage in &spec.stages {
        if let Some(lead) = &stage.lead {
            all.push((
                format!("{}.{}", stage.id, lead.region),
                format!("share of {} in {}", lead.region, stage.id),
                &lead.share,
                "share",
                0.0,
                1.0,
            ));
        }
    }
    for user in &spec.users {
        let isic = user.isic.get_ref();
        all.push((
            format!("stake.{isic}"),
            format!("share of the output of {isic} that stops when the item is gone"),
            &user.stake,
            "share",
            0.0,
            1.0,
        ));
        all.push((
            format!("cover_days.{isic}"),
            format!("days of use that {isic} holds"),
            &user.cover_days,
            "days",
            0.0,
            1500.0,
        ));
    }
    all
}
