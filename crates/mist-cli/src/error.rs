//! What can go wrong at the command line: what, where, and what to do.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use miette::Diagnostic;
use mist_economy::EconomyError;
use mist_engine::EngineError;
use mist_exposure::ExposureError;
use mist_scenario::ScenarioError;
use mist_validation::ValidationError;

use crate::exit;

/// An error of the command.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum CliError {
    /// A country that the economy does not have.
    #[error("no economy is called `{asked}`")]
    #[diagnostic(help("{suggestion}`mist economy list` shows all of them"))]
    UnknownCountry {
        /// What was asked for.
        asked: String,
        /// "did you mean …? ", or empty.
        suggestion: String,
    },
    /// Two scenarios that cannot be told apart in the results.
    #[error("the scenario `{id}` is asked for twice")]
    #[diagnostic(help("name each scenario once, and give each file an `id` of its own"))]
    ScenarioTwice {
        /// Their common identifier.
        id: String,
    },
    /// A comparison of one scenario with nothing.
    #[error("there is nothing to compare with")]
    #[diagnostic(help("add --with ID, or name a second scenario"))]
    NothingToCompare,
    /// One bundle, and nothing beside it.
    #[error("one bundle has nothing beside it")]
    #[diagnostic(help("give two or more: --bundles ONE.zip OTHER.zip"))]
    OneBundle,
    /// Bundles that answer different questions.
    #[error("no two of the bundles have a scenario in common")]
    #[diagnostic(help("ask for the same scenario, by the same identifier"))]
    NothingInCommon,
    /// Nothing to publish.
    #[error("there is no result to publish")]
    #[diagnostic(help("name the folder that `mist assess` or `mist run` wrote"))]
    NothingToPublish,
    /// A comparison of other scenarios than the results have.
    #[error(
        "{path} compares none of the scenarios of the results ({})",
        scenarios.join(", ")
    )]
    #[diagnostic(help(
        "run `mist compare --base {} --with MEASURE` with the seed of the results",
        scenarios.join(",")
    ))]
    OtherBase {
        /// The comparison.
        path: PathBuf,
        /// Identifiers of the results' scenarios.
        scenarios: Vec<String>,
    },
    /// Releases that cannot be read.
    #[error("{path} cannot be read as the publications before this one: {source}")]
    #[diagnostic(help(
        "put back what `mist publish --site` wrote there, or move the file away to begin anew"
    ))]
    Releases {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// A result of another version.
    #[error("{path} was made by MIST {found}, and this is {here}")]
    #[diagnostic(help(
        "publish it with MIST {found}, or repeat it with this version: the command stands in its \
         manifest.json"
    ))]
    OtherVersion {
        /// The result.
        path: PathBuf,
        /// Its version.
        found: String,
        /// This version.
        here: &'static str,
    },
    /// A file of a result that cannot be understood.
    #[error("{path} cannot be read as a result of mist: {source}")]
    #[diagnostic(help("make the result again: the command stands in its manifest.json"))]
    Parse {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// Results that do not belong on the same page.
    #[error(
        "{first} and {second} do not go onto the same page: their {field} differ: {here} and {there}"
    )]
    #[diagnostic(help(
        "publish them apart, or run both with the same economy, parameters and seed"
    ))]
    ResultsDiffer {
        /// What differs.
        field: &'static str,
        /// One result.
        first: PathBuf,
        /// Its value.
        here: String,
        /// The other result.
        second: PathBuf,
        /// Its value.
        there: String,
    },
    /// A result with an economy that is not at hand.
    #[error("the result was made with another economy ({name}) than this version holds")]
    #[diagnostic(help(
        "give the folder that it was made with by --economy, or repeat it with this version: the \
         command stands in its manifest.json"
    ))]
    OtherEconomy {
        /// The result's economy.
        name: String,
    },
    /// A publication into the folder of the result.
    #[error("{path} is the result that is to be published")]
    #[diagnostic(help("choose another folder for the publication with --out"))]
    OutIsResult {
        /// The folder.
        path: PathBuf,
    },
    /// Weights that are not a mixture of the scenarios compared.
    #[error("the weights do not fit: {what}")]
    #[diagnostic(help(
        "give each scenario that counts a weight by its identifier, adding up to 1, such as \
         --weights quarantine=0.8,blockade=0.2"
    ))]
    Weights {
        /// What is wrong.
        what: String,
    },
    /// `--out` names something that is in use for something else.
    #[error("{path} is not an earlier result of mist: nothing there is overwritten")]
    #[diagnostic(help("choose another folder with --out"))]
    OutInUse {
        /// What `--out` names.
        path: PathBuf,
    },
    /// `--out` does not name a folder.
    #[error("--out {path} does not name a folder")]
    #[diagnostic(help(
        "give the results a folder of their own, for instance --out ./mist-results"
    ))]
    OutWithoutName {
        /// What `--out` names.
        path: PathBuf,
    },
    /// The result folder cannot be made.
    #[error("cannot write to {path}")]
    #[diagnostic(help("{}", remedy(source)))]
    OutUnwritable {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A result file cannot be written.
    #[error("cannot write {path}")]
    #[diagnostic(help("{}; no result folder was left behind", remedy(source)))]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A new file would take the place of one that is there.
    #[error("{path} is there already: nothing is written over it")]
    #[diagnostic(help("choose another identifier, or move the file away"))]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// A journal that is there, and nobody asked to go on with it.
    #[error("{path} holds the draws of an earlier run")]
    #[diagnostic(help(
        "go on with that run by --resume, choose another place with --out, or remove the file"
    ))]
    PartExists {
        /// The journal.
        path: PathBuf,
    },
    /// A journal that another process writes to.
    #[error("another run is writing to {path}")]
    #[diagnostic(help("wait for it to end, or choose another place with --out"))]
    PartInUse {
        /// The journal.
        path: PathBuf,
    },
    /// A journal with more unreadable bytes at its end than a killed run leaves.
    #[error("{path} is damaged at byte {valid}: {unread} bytes after it cannot be read")]
    #[diagnostic(help(
        "nothing was changed; what stands before is whole: cut the file there (`truncate --size \
         {valid} FILE`) and resume, or begin anew with another --out"
    ))]
    PartDamaged {
        /// The journal.
        path: PathBuf,
        /// Bytes that are whole.
        valid: u64,
        /// Bytes after them.
        unread: u64,
    },
    /// A run that would not fit into memory.
    #[error("{draws} draws take about {needed:.1} GB of memory, and {free:.1} GB are free")]
    #[diagnostic(help(
        "ask for fewer draws with --draws, or run on a machine with more memory; `mist run --until \
         0.02` stops when there are enough"
    ))]
    Memory {
        /// Draws asked for.
        draws: u64,
        /// What they take, in GB.
        needed: f64,
        /// What is free, in GB.
        free: f64,
    },
    /// The user stopped a run that keeps a journal.
    #[error("stopped: {draws} of {of} draws are on record in {journal}")]
    #[diagnostic(help("the same command with --resume goes on from there"))]
    Paused {
        /// The journal.
        journal: PathBuf,
        /// Draws on record.
        draws: u64,
        /// Draws asked for.
        of: u64,
    },
    /// The ceiling on draws came before the precision asked for.
    #[error(
        "not converged: after {draws} draws the error is {reached:.1} % of the median, not {target:.1} %"
    )]
    #[diagnostic(help(
        "the results are written; for half the error ask for four times the draws with --draws"
    ))]
    NotConverged {
        /// Draws that were run.
        draws: u64,
        /// Error, in per cent of the median.
        reached: f64,
        /// Error asked for, in per cent of the median.
        target: f64,
    },
    /// A folder that is not the result of a run.
    #[error("{path} is not a finished result of mist")]
    #[diagnostic(help(
        "give the folder that `mist assess` or `mist run` wrote, with its manifest.json"
    ))]
    NotAResult {
        /// The folder.
        path: PathBuf,
    },
    /// A result whose files are not those that its manifest lists.
    #[error("{path} was changed after it was written")]
    #[diagnostic(help(
        "a bundle holds only what the run wrote: undo the change, take added files away, or run again"
    ))]
    ResultChanged {
        /// The folder.
        path: PathBuf,
    },
    /// A result without draws or without its inputs.
    #[error("{path} holds no draws or not the files that it was made from: nobody could repeat it")]
    #[diagnostic(help("make the result again with this version by `mist assess` or `mist run`"))]
    NothingToRepeat {
        /// The folder.
        path: PathBuf,
    },
    /// A bundle that is not what its list says.
    #[error("{path} is damaged or not a bundle:\n{}", listed(problems))]
    #[diagnostic(help(
        "nothing was read from it; ask for it again, and compare the SHA-256 of the file"
    ))]
    BundleDamaged {
        /// The bundle.
        path: PathBuf,
        /// Everything that is wrong.
        problems: Vec<String>,
    },
    /// A bundle made from what this program does not have.
    #[error("the run cannot be repeated here: {what}")]
    #[diagnostic(help("{help}"))]
    CannotRepeat {
        /// What is not the same.
        what: String,
        /// What to do.
        help: String,
    },
    /// A draw that was never run.
    #[error("there is no draw {draw}: `{scenario}` has {draws}, from 0")]
    #[diagnostic(help("choose smaller numbers with --draws"))]
    NoSuchDraw {
        /// Draw asked for.
        draw: u64,
        /// Scenario.
        scenario: String,
        /// Draws there are.
        draws: u64,
    },
    /// A bundle whose run comes out otherwise here.
    #[error("{path} does not come out the same here: {figures} figures differ")]
    #[diagnostic(help(
        "it was made by MIST {made_by}, this is {here}; with the same version, tell those who made it and \
         report it"
    ))]
    Differs {
        /// The bundle.
        path: PathBuf,
        /// Figures that differ.
        figures: u64,
        /// Version that made it.
        made_by: String,
        /// This version.
        here: &'static str,
    },
    /// A file cannot be read.
    #[error("cannot read {path}")]
    #[diagnostic(help("check the path and that you may read the file"))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A scenario that does not exist or is not valid.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Scenario(#[from] ScenarioError),
    /// Economic data that are damaged.
    #[error(transparent)]
    Economy(#[from] EconomyError),
    /// Exposure that cannot be measured as asked.
    #[error(transparent)]
    Exposure(#[from] ExposureError),
    /// The engine cannot run what it is asked to, or cannot write what it has.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Pages that cannot be made or written.
    #[error("cannot make the pages: {}", with_causes(.0))]
    Report(#[from] mist_report::Error),
    /// PDF from a `mist` that was built without it.
    #[error("this mist was built without PDF")]
    #[diagnostic(help(
        "build it with PDF: `cargo run --release --features pdf -- publish …`; that takes a quarter \
         of an hour once. Or print the pages from a browser: they fit on two sheets"
    ))]
    NoPdf,
    /// The embedded economy to be built by a `mist` that was built without its builder.
    #[error("this mist was built without the builder of the embedded economy")]
    #[diagnostic(help(
        "in the folder of the sources of mist: `cargo run --release --features build -- economy build {rest}`"
    ))]
    NoBuilder {
        /// The rest of the command.
        rest: String,
    },
    /// An embedded economy that its sources do not give.
    #[cfg(feature = "build")]
    #[error("{folder} is not what the sources give: {files} differ")]
    #[diagnostic(help("build without --check to write them, and look at what changed"))]
    RebuiltDiffers {
        /// Where the files lie.
        folder: PathBuf,
        /// Which differ.
        files: String,
    },
    /// Nothing that typesets PDF can be had.
    #[cfg(feature = "pdf")]
    #[error("cannot typeset PDF: {0}")]
    Pdf(#[from] mist_report_pdf::Error),
    /// A row of the scoreboard that cannot be used, or a board that cannot be made.
    #[error(transparent)]
    Validation(#[from] ValidationError),
    /// `--economy` of the scoreboard without the name that rows use.
    #[error("--economy {asked} does not say which economy it is")]
    #[diagnostic(help("write NAME=FOLDER; `mist validate --list` says which names rows ask for"))]
    EconomyWithoutName {
        /// What was asked for.
        asked: String,
    },
    /// Too few draws to take a scenario apart.
    #[error("{draws} draws are too few to sort by an assumption")]
    #[diagnostic(help("ask for at least {fewest} with --draws; 320 are better"))]
    TooFewDraws {
        /// Draws asked for.
        draws: u64,
        /// Fewest that say anything.
        fewest: usize,
    },
    /// Standard output cannot be written.
    #[error("cannot write to standard output")]
    #[diagnostic(help("{}", remedy(source)))]
    Stdout {
        /// Why.
        source: io::Error,
    },
    /// A value that JSON cannot hold.
    #[error("cannot write JSON")]
    #[diagnostic(help("this is a defect of mist: please report it with the command"))]
    Json {
        /// Why.
        source: serde_json::Error,
    },
    /// Ctrl-C cannot be listened for.
    #[error("cannot listen for Ctrl-C")]
    #[diagnostic(help("this is a defect of mist or of the system: please report it"))]
    Signals {
        /// Why.
        source: ctrlc::Error,
    },
    /// The reader of standard output has gone away, which is its right.
    #[error("nobody reads the output any more")]
    ReaderGone,
    /// The user stopped the run.
    #[error("stopped: no result folder was written")]
    #[diagnostic(help("the same command starts again from the beginning, with the same draws"))]
    Interrupted,
}

impl CliError {
    /// The exit code that says which input was at fault.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::UnknownCountry { .. }
            | Self::Scenario(
                ScenarioError::UnknownScenario { .. } | ScenarioError::UnknownMeasure { .. },
            )
            | Self::Engine(EngineError::UnknownModel { .. })
            | Self::ScenarioTwice { .. }
            | Self::FileExists { .. }
            | Self::PartExists { .. }
            | Self::NothingToCompare
            | Self::OneBundle
            | Self::OtherBase { .. }
            | Self::Report(mist_report::Error::Address { .. })
            | Self::NothingInCommon
            | Self::NotAResult { .. }
            | Self::NothingToRepeat { .. }
            | Self::NoSuchDraw { .. }
            | Self::NothingToPublish
            | Self::NoPdf
            | Self::NoBuilder { .. }
            | Self::ResultsDiffer { .. }
            | Self::OutIsResult { .. }
            | Self::Weights { .. }
            | Self::OutInUse { .. }
            | Self::OutWithoutName { .. } => exit::USAGE,
            Self::Exposure(
                ExposureError::UnknownRegion { .. }
                | ExposureError::UnknownProduct { .. }
                | ExposureError::UnknownMaterial { .. }
                | ExposureError::UnknownTarget { .. },
            ) => exit::USAGE,
            Self::Validation(ValidationError::UnknownRow { .. })
            | Self::EconomyWithoutName { .. }
            | Self::TooFewDraws { .. } => exit::USAGE,
            Self::Validation(ValidationError::Interrupted) => exit::INTERRUPTED,
            Self::Validation(ValidationError::Scenario { .. }) => exit::INVALID_SCENARIO,
            Self::Validation(
                ValidationError::Row { .. }
                | ValidationError::Json { .. }
                | ValidationError::Engine { .. }
                | ValidationError::Parameters(_)
                | ValidationError::Economy(_),
            ) => exit::INVALID_DATA,
            Self::Exposure(_) => exit::INVALID_DATA,
            Self::Scenario(_) => exit::INVALID_SCENARIO,
            // An option that only the engine can judge.
            Self::Engine(EngineError::Invalid { location, .. }) if location.starts_with("--") => {
                exit::USAGE
            }
            Self::PartDamaged { .. }
            | Self::ResultChanged { .. }
            | Self::BundleDamaged { .. }
            | Self::CannotRepeat { .. }
            | Self::OtherVersion { .. }
            | Self::Parse { .. }
            | Self::Releases { .. }
            | Self::OtherEconomy { .. } => exit::INVALID_DATA,
            Self::Differs { .. } => exit::OUT_OF_TOLERANCE,
            #[cfg(feature = "build")]
            Self::RebuiltDiffers { .. } => exit::OUT_OF_TOLERANCE,
            Self::NotConverged { .. } => exit::NOT_CONVERGED,
            Self::Economy(_) | Self::Engine(EngineError::Invalid { .. }) => exit::INVALID_DATA,
            Self::ReaderGone => exit::DONE,
            Self::Interrupted | Self::Paused { .. } => exit::INTERRUPTED,
            _ => exit::FAILED,
        }
    }
}

/// Problems, one a line.
fn listed(problems: &[String]) -> String {
    let lines: Vec<String> = problems.iter().map(|p| format!("  {p}")).collect();
    lines.join("\n")
}

/// An error with everything that led to it, in one line.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// What to do about a failure to write.
fn remedy(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full: free some space or choose another place with --out"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "you may not write there: choose another place with --out"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a part of the path is a file: choose another place with --out"
        }
        _ => "choose another place with --out",
    }
}
