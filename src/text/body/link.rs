//! Addresses in bodies: which may be followed, and whose page they lead to.

/// Addresses that a reader's browser may follow: http, https, mailto, tel, and relative ones. Anything else, such as
/// `javascript:` or `data:`, runs or carries content of its own.
pub(super) fn safe(url: &str) -> bool {
    match scheme(url) {
        Scheme::None => true,
        Scheme::Named(name) => ["http", "https", "mailto", "tel"].contains(&name.as_str()),
    }
}

/// Addresses from which a picture may be loaded.
pub(super) fn safe_picture(url: &str) -> bool {
    match scheme(url) {
        Scheme::None => !url.trim().is_empty(),
        Scheme::Named(name) => name == "http" || name == "https",
    }
}

/// Whether a text is one web address and nothing else.
pub(super) fn is_web_address(text: &str) -> bool {
    matches!(scheme(text), Scheme::Named(name) if name == "http" || name == "https")
        && host(text).is_some_and(|host| host.contains('.'))
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
}

/// The name of the service behind a web address, or its host.
pub(super) fn provider(url: &str) -> String {
    const KNOWN: [(&str, &str); 22] = [
        ("bsky.app", "Bluesky"),
        ("dailymotion.com", "Dailymotion"),
        ("datawrapper.de", "Datawrapper"),
        ("dwcdn.net", "Datawrapper"),
        ("facebook.com", "Facebook"),
        ("flourish.studio", "Flourish"),
        ("instagram.com", "Instagram"),
        ("linkedin.com", "LinkedIn"),
        ("podcasts.apple.com", "Apple Podcasts"),
        ("reddit.com", "Reddit"),
        ("soundcloud.com", "SoundCloud"),
        ("spotify.com", "Spotify"),
        ("t.me", "Telegram"),
        ("threads.net", "Threads"),
        ("tiktok.com", "TikTok"),
        ("twitch.tv", "Twitch"),
        ("twitter.com", "X"),
        ("vimeo.com", "Vimeo"),
        ("vk.com", "VK"),
        ("x.com", "X"),
        ("youtu.be", "YouTube"),
        ("youtube.com", "YouTube"),
    ];
    let host = host(url).unwrap_or_default();
    let of =
        |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    let known = KNOWN.iter().find(|(domain, _)| of(domain)).map(|(_, name)| (*name).to_owned());
    known.unwrap_or_else(|| host.strip_prefix("www.").unwrap_or(&host).to_owned())
}

enum Scheme {
    None,
    Named(String),
}

/// The scheme of an address, read as browsers do: white space and control characters within it do not count.
fn scheme(url: &str) -> Scheme {
    let seen: String = url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    match seen.split_once([':', '/', '?', '#']) {
        Some((name, _)) if seen[name.len()..].starts_with(':') => Scheme::Named(name.to_ascii_lowercase()),
        _ => Scheme::None,
    }
}

fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let named = authority.rsplit('@').next()?;
    let host = named.split(':').next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}
