//! The table of rules in `programs/RULES.md`: every row names code and tests that are there.
//!
//! Nobody can check here that a test sees what its row says; but a rule whose code or test was renamed or removed
//! can't stay in the table unnoticed, and no row comes in without both.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{root, tidy};

const TABLE: &str = "programs/RULES.md";
const HEADER: &str = "| rule | enforced | works | refuses |";
const DIVIDER: &str = "|---|---|---|---|";
/// The tests of deadlines: the second before each, at it, and the second after.
const DEADLINES: &str = "programs/core/tests/core/job/deadlines.rs";

/// A row of the table, and where it stands.
struct Row {
    line: usize,
    cells: Vec<String>,
}

/// Which files have a test of this name, as paths in the repository.
type Tests = BTreeMap<String, Vec<String>>;

#[test]
fn every_row_has_a_rule_a_place_and_tests_of_both_kinds() {
    let rows = rows(&read(TABLE));
    assert!(rows.len() > 150, "{TABLE} has {} rows: was the table not found?", rows.len());
    none(rows.iter().flat_map(malformed).collect());
}

#[test]
fn every_place_that_enforces_a_rule_is_there() {
    none(rows(&read(TABLE)).iter().flat_map(|row| misplaced(row, &source)).collect());
}

#[test]
fn every_test_that_sees_a_rule_is_there() {
    let tests = tests();
    none(rows(&read(TABLE)).iter().flat_map(|row| untested(row, &tests)).collect());
}

#[test]
fn every_deadline_stands_in_the_table() {
    let rows = rows(&read(TABLE));
    let named = |test: &String| {
        let full = format!("deadlines::{test}");
        rows.iter().flat_map(Row::tests).any(|name| name == full)
    };
    let missing = tests_of(&read(DEADLINES)).into_iter().filter(|test| !named(test));
    none(missing.map(|test| format!("{TABLE}: no row names `deadlines::{test}` of {DEADLINES}")).collect());
}

#[test]
fn a_row_that_names_what_is_not_there_is_told() {
    let table = format!(
        "{HEADER}\n{DIVIDER}\n\
         | Good. | `a/b.rs`: `held` | `sees` | `one::refuses` |\n\
         | Bad. | `a/c.rs`: `held`; `a/b.rs`: `elder`, `told`, `tested` | `saw`, `two::sees` | `refuses` |\n\
         | Poor. | `a/b.rs` | nothing | |\n\
         | Short. | `held` | `sees` |\n"
    );
    let code = "// told\nfn held() { elders(); }\n#[cfg(test)]\nmod tests { fn tested() {} }";
    let source = |path: &str| (path == "a/b.rs").then(|| code.to_owned());
    let at = |path: &str| format!("x/tests/{path}.rs");
    let tests = Tests::from([("sees".to_owned(), vec![at("one")]), ("refuses".to_owned(), vec![at("one"), at("two")])]);
    let rows = rows(&table);
    let told = |check: &dyn Fn(&Row) -> Vec<String>| rows.iter().flat_map(check).collect::<Vec<_>>();
    let poor = "programs/RULES.md:5 (Poor.)";
    let names = "no test is named in the column";
    assert_eq!(
        told(&malformed),
        [
            format!("{poor}: the column `enforced` names no function or constraint"),
            format!("{poor}: {names} `works`"),
            format!("{poor}: {names} `refuses`"),
            "programs/RULES.md:6 (Short.): expected 4 cells, found 3".to_owned(),
        ]
    );
    let bad = "programs/RULES.md:4 (Bad.)";
    let gone = |name: &str| format!("{bad}: `{name}` does not occur in the code of a/b.rs");
    assert_eq!(
        told(&|row| misplaced(row, &source)),
        [
            format!("{bad}: there is no file a/c.rs"),
            gone("elder"),
            gone("told"),
            gone("tested"),
            "programs/RULES.md:6 (Short.): `held` has no path before it".to_owned(),
        ]
    );
    assert_eq!(
        told(&|row| untested(row, &tests)),
        [
            format!("{bad}: `saw` is no test of the workspace"),
            format!("{bad}: `two::sees` is no test of the workspace; there is one in x/tests/one.rs"),
            format!(
                "{bad}: `refuses` is a test in x/tests/one.rs and x/tests/two.rs: name its file, as in `one::refuses`"
            ),
        ]
    );
}

#[test]
fn tests_are_told_from_other_functions() {
    let text = "#[test]\nfn one() {}\nfn none() {}\n#[cfg(unix)]\n#[tokio::test(flavor = \"multi_thread\")]\n\
                /// Told.\nasync fn two() {}\n#[test]\n#[ignore = \"slow\"]\nfn three() {}\n#[test]\nfn four(x: u8) {}";
    assert_eq!(tests_of(text), ["one", "two", "four"]);
}

fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn read(path: &str) -> String {
    source(path).unwrap_or_else(|| panic!("{path} is not there"))
}

fn source(path: &str) -> Option<String> {
    fs::read_to_string(root().join(path)).ok()
}

/// The rows below every header of the table.
fn rows(text: &str) -> Vec<Row> {
    let of_tables = (1..).zip(text.lines()).filter(|(_, line)| line.starts_with('|'));
    of_tables
        .filter(|(_, line)| ![HEADER, DIVIDER].contains(line))
        .map(|(line, row)| {
            let inner = row.strip_prefix('|').and_then(|row| row.strip_suffix('|')).unwrap_or_default();
            Row { line, cells: inner.split('|').map(|cell| cell.trim().to_owned()).collect() }
        })
        .collect()
}

impl Row {
    fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    /// The tests that see the rule.
    fn tests(&self) -> impl Iterator<Item = &str> {
        [2, 3].into_iter().flat_map(|at| code(self.cell(at)))
    }

    fn says(&self, what: &str) -> String {
        format!("{TABLE}:{} ({}): {what}", self.line, self.cell(0))
    }
}

/// What a cell has in backticks.
fn code(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

fn is_path(name: &str) -> bool {
    name.contains('/')
}

fn malformed(row: &Row) -> Vec<String> {
    if row.cells.len() != 4 {
        return vec![row.says(&format!("expected 4 cells, found {}", row.cells.len()))];
    }
    let mut wrong = Vec::new();
    if row.cell(0).is_empty() {
        wrong.push(row.says("there is no rule"));
    }
    if !code(row.cell(1)).any(is_path) {
        wrong.push(row.says("the column `enforced` names no path"));
    }
    if code(row.cell(1)).all(is_path) {
        wrong.push(row.says("the column `enforced` names no function or constraint"));
    }
    for (at, column) in [(2, "works"), (3, "refuses")] {
        if code(row.cell(at)).next().is_none() {
            wrong.push(row.says(&format!("no test is named in the column `{column}`")));
        }
    }
    wrong
}

/// Paths of the row that lead nowhere, and names that don't occur in the file named before them.
fn misplaced(row: &Row, source: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let (mut wrong, mut file) = (Vec::new(), None);
    for name in code(row.cell(1)) {
        match &file {
            _ if is_path(name) => {
                let text = source(name);
                if text.is_none() {
                    wrong.push(row.says(&format!("there is no file {name}")));
                }
                file = Some((name, text));
            }
            Some((path, Some(text))) if !occurs(text, name) => {
                wrong.push(row.says(&format!("`{name}` does not occur in the code of {path}")));
            }
            Some(_) => {}
            None => wrong.push(row.says(&format!("`{name}` has no path before it"))),
        }
    }
    wrong
}

/// Whether a name stands in the code of a file, apart from comments and tests.
fn occurs(text: &str, name: &str) -> bool {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let is_part = |char: char| char.is_alphanumeric() || char == '_';
    lines.flat_map(|line| line.split(|char| !is_part(char))).any(|word| word == name)
}

/// Tests of the row that are not there, or not told apart from others.
fn untested(row: &Row, tests: &Tests) -> Vec<String> {
    row.tests().filter_map(|name| Some(row.says(&unknown(name, tests)?))).collect()
}

/// Why a name is not that of one test.
fn unknown(name: &str, tests: &Tests) -> Option<String> {
    let (module, test) = name.rsplit_once("::").map_or((None, name), |(module, test)| (Some(module), test));
    let all = tests.get(test).map(Vec::as_slice).unwrap_or_default();
    let found: Vec<_> = all.iter().filter(|path| module.is_none_or(|module| lies_in(path, module))).collect();
    match found.as_slice() {
        [_] => None,
        [] if all.is_empty() => Some(format!("`{name}` is no test of the workspace")),
        [] => Some(format!("`{name}` is no test of the workspace; there is one in {}", all.join(" and "))),
        [first, ..] => {
            let stem = Path::new(first).file_stem().unwrap_or_default().to_string_lossy();
            let files = found.iter().map(|path| path.as_str()).collect::<Vec<_>>().join(" and ");
            Some(format!("`{name}` is a test in {files}: name its file, as in `{stem}::{test}`"))
        }
    }
}

/// Whether the file at this path is the module, or its folder is.
fn lies_in(path: &str, module: &str) -> bool {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
    path == module || path.ends_with(&format!("::{module}"))
}

/// All tests of the workspace.
fn tests() -> Tests {
    let (root, mut tests) = (root(), Tests::new());
    for file in tidy::sources() {
        let path = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
        for test in tests_of(&fs::read_to_string(&file).unwrap()) {
            tests.entry(test).or_default().push(path.clone());
        }
    }
    tests
}

/// The tests of a source file that are run.
fn tests_of(text: &str) -> Vec<String> {
    let (mut found, mut is_test, mut is_ignored) = (Vec::new(), false, false);
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[") {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            is_ignored |= line.starts_with("#[ignore");
        } else if !line.is_empty() && !line.starts_with("//") {
            found.extend(function(line).filter(|_| is_test && !is_ignored).map(str::to_owned));
            (is_test, is_ignored) = (false, false);
        }
    }
    found
}

/// The name of the function that begins in this line.
fn function(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let line = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?;
    line.split(['(', '<']).next()
}
