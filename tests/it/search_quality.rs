//! How good the search of articles is: what people would type, and what they should find, over the demo's newsroom and
//! articles in other languages. Held above a floor; run with `--nocapture`, the test tells each miss.

use nutgraph::domain::import::Options;
use serde_json::{Value, json};

use crate::import::{bundle, done};
use crate::support::{Database, both};

both!(people_find_what_they_look_for);

const ARTICLES: &str = include_str!("../fixtures/search/articles.json");

/// What is typed, and all that should be found; those first that come first.
const JUDGEMENTS: &[(&str, &[&str])] = &[
    // Inflections.
    ("grain export", &["grain-exports"]),
    ("exporting grain", &["grain-exports"]),
    ("wheat price", &["wheat-prices"]),
    ("price of wheat", &["wheat-prices"]),
    ("farmer", &["grain-exports", "wheat-prices"]),
    ("melting glaciers", &["glaciers-melting"]),
    ("glacier", &["glacier-lake", "glaciers-melting", "glaciers-fr"]),
    ("scientists measure ice", &["glaciers-melting"]),
    ("striking railway workers", &["rail-strike"]),
    ("strike", &["rail-strike", "strike-law"]),
    ("debate on strikes", &["strike-law"]),
    ("merging banks", &["bank-merger"]),
    ("bank merger", &["bank-merger"]),
    ("repaired pipelines", &["oil-pipeline"]),
    ("rocket launch", &["space-launch"]),
    ("acquitted journalist", &["court-journalist"]),
    ("ministers villa", &["villa-report", "court-journalist"]),
    ("minister's villa", &["villa-report", "court-journalist"]),
    ("elect parliament", &["elections-date"]),
    ("counting votes", &["election-result"]),
    (
        "arrest of masimov",
        &["masimov-arrested-for-treason", "who-heads-the-knb", "website-withdraws-abish-report"],
    ),
    ("abish dismissal", &["abish-dismissed"]),
    ("soldiers arriving", &["csto-troops-arrive"]),
    ("peacekeepers", &["csto-troops-arrive"]),
    ("states of emergency", &["kazakhstan-state-of-emergency"]),
    // Names, and how they are written.
    ("Tokayev Putin", &["tokayev-putin-phone-call", "heads-of-state-and-their-terms"]),
    ("Massimov", &["who-heads-the-knb"]),
    (
        "Nur-Sultan",
        &[
            "five-names-of-a-capital",
            "abish-dismissed",
            "nato-eu-us-react",
            "website-withdraws-abish-report",
            "reazioni-alle-violenze-in-kazakistan",
        ],
    ),
    ("António Costa", &["eu-membership-five-years-after-brexit"]),
    ("antonio costa", &["eu-membership-five-years-after-brexit"]),
    ("Francois Hollande", &["heads-of-state-and-their-terms"]),
    ("ҰҚК", &["who-heads-the-knb"]),
    ("US delegation", &["us-visit"]),
    ("U.S. companies", &["us-visit"]),
    ("farnesina", &["nato-eu-us-react", "reazioni-alle-violenze-in-kazakistan"]),
    // Phrases, and what is left out or chosen.
    ("\"high treason\"", &["masimov-arrested-for-treason"]),
    ("\"ruling party wins\"", &["election-result"]),
    ("\"collective defence\"", &["csto-explained", "nato-thirty-two-members"]),
    ("\"an armed attack against one\"", &["nato-thirty-two-members"]),
    ("wheat -prices", &[]),
    ("glacier -mudflow -fonte", &["glaciers-melting"]),
    ("strike -parliament", &["rail-strike"]),
    ("villa OR libel", &["villa-report", "court-journalist"]),
    ("rocket OR chess", &["space-launch", "chess-champion"]),
    ("headline:fire", &["hospital-fire"]),
    ("headline:masimov", &["masimov-arrested-for-treason"]),
    ("summary:libel OR headline:libel", &["court-journalist"]),
    ("melti*", &["glaciers-melting"]),
    ("\"space stat*\"", &["space-launch"]),
    // Other languages and scripts.
    ("Wahlen", &["wahl-kasachstan"]),
    ("wahl kasachstan", &["wahl-kasachstan"]),
    ("schmelzende Gletscher", &["gletscher"]),
    ("haus", &["wahl-kasachstan"]),
    ("élection législative", &["elections-legislatives"]),
    ("elections legislatives", &["elections-legislatives"]),
    ("la fonte du glacier", &["glaciers-fr"]),
    ("выборы в парламент", &["vybory"]),
    ("таяние ледника", &["ledniki"]),
    ("учёных о льде", &["ledniki"]),
    ("ученые лед", &["ledniki"]),
    ("Токаев и Путин", &["tokaev-i-putin-pogovorili"]),
    ("разговор по телефону", &["tokaev-i-putin-pogovorili"]),
    ("вибори партії", &["vybory-uk"]),
    ("сайлау комиссиясы", &["sailau"]),
    ("选举", &["xuanju"]),
    ("执政党 投票率", &["xuanju"]),
    ("seçim sonuçları", &["secim"]),
    ("選挙", &["senkyo"]),
    ("カザフスタン", &["senkyo"]),
    ("انتخابات", &["intikhabat"]),
    ("exportación de trigo", &["bodega"]),
    ("strajk kolejarzy", &["koleje"]),
    ("violenza in Kazakistan", &["reazioni-alle-violenze-in-kazakistan"]),
    // Misspelt: what was meant is asked for.
    ("glaceir lake", &["glacier-lake"]),
    ("jurnalist acquited", &["court-journalist"]),
    ("railwy strike", &["rail-strike"]),
    ("parlament debates", &["strike-law"]),
    ("hospitall fire", &["hospital-fire"]),
    ("champoin", &["chess-champion"]),
    ("pipline", &["oil-pipeline"]),
    ("masimov tresaon", &["masimov-arrested-for-treason", "who-heads-the-knb"]),
    ("ледикни", &["ledniki"]),
];

/// Of the five first, how many are as good as can be.
const FLOOR: f64 = 0.85;

#[allow(clippy::print_stdout, reason = "it tells each miss")]
async fn people_find_what_they_look_for(db: Database) {
    db.newsroom().await;
    done(bundle(&db, ARTICLES, &Options::default()).await);
    let query = "query($q: String!) { search(query: $q, first: 5, filter: {kinds: [ARTICLE]}) { didYouMean nodes { ... on Article { slug } } } }";
    let mut sum = 0.0;
    for (typed, wanted) in JUDGEMENTS {
        let mut data = db.data(query, json!({ "q": typed })).await;
        let meant = data["search"]["didYouMean"].clone();
        if data["search"]["nodes"] == json!([]) && meant.is_string() {
            data = db.data(query, json!({ "q": meant })).await;
        }
        let slugs = |data: &Value| -> Vec<String> {
            data["search"]["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|node| node["slug"].as_str().unwrap().to_owned())
                .collect()
        };
        let found = slugs(&data);
        let good = found.iter().filter(|slug| wanted.contains(&slug.as_str())).count();
        // Of one good answer, one is enough; a bad one beside it counts against it.
        let best = wanted.len().min(5).max(found.len());
        #[allow(clippy::cast_precision_loss, reason = "five at most")]
        let precision = if best == 0 { 1.0 } else { good as f64 / best as f64 };
        if precision < 1.0 {
            println!("{precision:.2} {typed}: {found:?}, not {wanted:?} ({meant})");
        }
        sum += precision;
    }
    #[allow(clippy::cast_precision_loss, reason = "few")]
    let mean = sum / JUDGEMENTS.len() as f64;
    println!("precision at 5 over {} judgements: {mean:.3}", JUDGEMENTS.len());
    assert!(mean >= FLOOR, "{mean:.3}");
}
