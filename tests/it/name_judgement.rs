//! What people write, and whom they mean: made by hand, over the demo's newsroom and a cast of its own.

use serde_json::{Value, json};

/// What is written, and the slugs of those who are meant.
pub const JUDGEMENTS: &[(&str, &[&str])] = &[
    // As it is, and in part.
    ("Nursultan Nazarbayev", &["nursultan-nazarbayev"]),
    ("nazarbayev", &["nursultan-nazarbayev"]),
    ("tokayev", &["kassym-jomart-tokayev"]),
    ("KNB", &["national-security-committee"]),
    ("k.n.b.", &["national-security-committee"]),
    ("national security committee", &["national-security-committee"]),
    ("von der Leyen", &["ursula-von-der-leyen"]),
    ("state department", &["us-state-department"]),
    ("zhanaozen", &["zhanaozen"]),
    // Marks and case.
    ("antonio costa", &["antonio-costa"]),
    ("FRANCOIS HOLLANDE", &["francois-hollande"]),
    ("oconnor", &["sinead-oconnor"]),
    ("Sinéad O’Connor", &["sinead-oconnor"]),
    ("lodz", &["lodz"]),
    ("Düşenbe", &["dushanbe"]),
    // Other scripts, with a name in them and without.
    ("Назарбаев", &["nursultan-nazarbayev"]),
    ("Нұрсұлтан Назарбаев", &["nursultan-nazarbayev"]),
    ("Қасым-Жомарт Тоқаев", &["kassym-jomart-tokayev"]),
    ("КНБ", &["national-security-committee"]),
    ("Олаф Шольц", &["olaf-scholz"]),
    ("Драги", &["mario-draghi"]),
    ("Меркель", &["angela-merkel"]),
    ("Трамп", &["donald-trump"]),
    ("Никол Пашинян", &["nikol-pashinyan"]),
    ("Пашинян", &["nikol-pashinyan"]),
    ("Ельцин", &["boris-yeltsin"]),
    ("Мицотакис", &["kyriakos-mitsotakis"]),
    ("Μητσοτάκης", &["kyriakos-mitsotakis"]),
    ("Mitsotakis", &["kyriakos-mitsotakis"]),
    ("Dora Bakoyannis", &["dora-bakoyannis"]),
    ("Ντόρα Μπακογιάννη", &["dora-bakoyannis"]),
    ("Zelenskyy", &["volodymyr-zelensky"]),
    ("Володимир Зеленський", &["volodymyr-zelensky"]),
    ("Budanov", &["kyrylo-budanov"]),
    ("Буданов", &["kyrylo-budanov"]),
    ("Sadyr Japarov", &["sadyr-zhaparov"]),
    ("Садыр Жапаров", &["sadyr-zhaparov"]),
    ("习近平", &["xi-jinping"]),
    ("Mohammed bin Salman", &["mohammed-bin-salman"]),
    // Spelt by ear, or wrongly.
    ("Nasarbajew", &["nursultan-nazarbayev"]),
    ("Nazarbaiev", &["nursultan-nazarbayev"]),
    ("Nursultan Nazarbaev", &["nursultan-nazarbayev"]),
    ("Nursultan Nazabrayev", &["nursultan-nazarbayev"]),
    ("Tokajew", &["kassym-jomart-tokayev"]),
    ("Kasim Jomart Tokaev", &["kassym-jomart-tokayev"]),
    ("Massimow", &["karim-masimov"]),
    ("Kerim Mossimov", &["karim-masimov"]),
    ("Abysh", &["samat-abish"]),
    ("Jelzin", &["boris-yeltsin"]),
    ("Kazahstan", &["kazakhstan"]),
    ("Kyrgistan", &["kyrgyzstan"]),
    ("Azerbaidjan", &["azerbaijan"]),
    ("Afganistan", &["afghanistan"]),
    ("Uzbekistn", &["uzbekistan"]),
    ("Phillipines", &["philippines"]),
    ("Muhammad bin Salmaan", &["mohammed-bin-salman"]),
    ("Stoltenburg", &["jens-stoltenberg"]),
    ("Emanuel Makron", &["emmanuel-macron"]),
    ("Steinmaier", &["frank-walter-steinmeier"]),
    ("Ertisbaev", &["yermukhamet-yertysbayev"]),
    ("Tasmagambetow", &["imangali-tasmagambetov"]),
    // Initials, other orders, more than the name.
    ("N. Nazarbayev", &["nursultan-nazarbayev"]),
    ("K.-J. Tokayev", &["kassym-jomart-tokayev"]),
    ("V. V. Putin", &["vladimir-putin"]),
    ("Masimov Karim", &["karim-masimov"]),
    ("Назарбаев Нурсултан", &["nursultan-nazarbayev"]),
    ("jomart kassym tokayev", &["kassym-jomart-tokayev"]),
    ("Jomart Tokayev", &["kassym-jomart-tokayev"]),
    ("president nazarbayev", &["nursultan-nazarbayev"]),
    // Former names, hyphens, joined words.
    ("Nur-Sultan", &["astana"]),
    ("nursultan city", &["astana"]),
    ("Akmolinsk", &["astana"]),
    ("Alma-Ata", &["almaty"]),
    ("almaata", &["almaty"]),
    ("frank walter steinmeier", &["frank-walter-steinmeier"]),
    ("Jean Claude Juncker", &["jean-claude-juncker"]),
    ("prince charles", &["charles-iii"]),
    // What somebody is typing.
    ("nazarb", &["nursultan-nazarbayev"]),
    ("kassym-jo", &["kassym-jomart-tokayev"]),
    ("karim ma", &["karim-masimov"]),
    ("Назарб", &["nursultan-nazarbayev"]),
    ("euro", &["european-union", "europe", "european-commission", "european-council"]),
    ("ursula v", &["ursula-von-der-leyen"]),
    ("nasarb", &["nursultan-nazarbayev"]),
    ("january 2022", &["january-2022-unrest"]),
    ("collective sec", &["collective-security-treaty-organization"]),
    ("csto", &["collective-security-treaty-organization"]),
    // Namesakes: all of them.
    ("Aliyev", &["ilham-aliyev", "heydar-aliyev"]),
    ("Алиев", &["ilham-aliyev", "heydar-aliyev"]),
    ("I. Aliyev", &["ilham-aliyev"]),
    ("georgia", &["georgia", "giorgia-meloni"]),
];

/// What means nobody.
pub const NOBODY: &[&str] = &[
    "qqqq xxxx",
    "zzz",
    "Wolpertinger",
    "1234567",
    "Bartholomew Higginbotham",
    "ааааа",
    "the quick brown fox",
    "---",
    "blorptang",
    "Xylophone Quartet",
];

/// Entities beside the demo's.
pub fn cast() -> Value {
    let person =
        |name: &str, slug: &str| json!({ "kind": "PERSON", "name": name, "slug": slug, "public": true });
    let place =
        |name: &str, slug: &str| json!({ "kind": "PLACE", "name": name, "slug": slug, "public": true });
    let mut xi = person("Xi Jinping", "xi-jinping");
    xi["names"] = json!([{ "name": "习近平", "kind": "NATIVE", "language": "zh" }]);
    let mut prince = person("Mohammed bin Salman", "mohammed-bin-salman");
    prince["names"] = json!([{ "name": "محمد بن سلمان", "kind": "NATIVE", "language": "ar" }]);
    json!({ "nutgraph": 1, "entities": [
        person("Sinéad O'Connor", "sinead-oconnor"), place("Łódź", "lodz"), place("Душанбе", "dushanbe"),
        person("Boris Yeltsin", "boris-yeltsin"), person("Kyriakos Mitsotakis", "kyriakos-mitsotakis"),
        person("Ντόρα Μπακογιάννη", "dora-bakoyannis"), person("Кирило Буданов", "kyrylo-budanov"),
        person("Садыр Жапаров", "sadyr-zhaparov"), person("Ilham Aliyev", "ilham-aliyev"),
        person("Heydar Aliyev", "heydar-aliyev"), xi, prince,
    ] })
}
