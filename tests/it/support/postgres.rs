//! The PostgreSQL server of the stories: the one that `NUTGRAPH_TEST_POSTGRES_URL` names (an account that may create
//! databases and roles), or a private one, which this process starts from the programs it finds and which cannot
//! outlive it.

use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use std::{env, fs, io};

use nutgraph::store::{Options, Store};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgConnection};
use tokio::sync::OnceCell;

/// Migrated once; every story gets a clone. Left behind on a server that was given to us, and made anew by the next run.
const TEMPLATE: &str = "nutgraph_test_template";
const OLDEST_RELEASE: u32 = 15;

/// The server, started at first use; `None` where there is none to start.
pub async fn server() -> Option<&'static Server> {
    static SERVER: OnceCell<Option<Server>> = OnceCell::const_new();
    let start = async || match env::var("NUTGRAPH_TEST_POSTGRES_URL") {
        Ok(url) => Some(Server::open(url, None).await),
        Err(_) => match programs() {
            Some(programs) => {
                let private = start(&programs);
                Some(Server::open(private.url(), Some(private)).await)
            }
            None if env::var("CI").is_ok_and(|ci| !ci.is_empty() && ci != "false") => {
                panic!("in CI the stories must run on PostgreSQL too, and its programs are not installed")
            }
            None => {
                let notice =
                    b"SKIPPED: every test on PostgreSQL; install it (Debian: apt-get install postgresql), \
                    or set NUTGRAPH_TEST_POSTGRES_URL\n";
                // Not eprintln!: the test runner would keep that to itself.
                io::stderr().write_all(notice).unwrap();
                None
            }
        },
    };
    SERVER.get_or_init(start).await.as_ref()
}

#[derive(Debug)]
pub struct Server {
    /// `…://…/{}?…`, with a place for the database's name.
    url: PgUrl,
    admin: PgPool,
    /// Holds the lock that keeps a second run off the template.
    _lock: tokio::sync::Mutex<PgConnection>,
    private: Option<Private>,
}

impl Server {
    async fn open(url: String, mut private: Option<Private>) -> Self {
        let url = PgUrl::new(&url);
        let options: PgConnectOptions =
            url.to("postgres").parse().expect("NUTGRAPH_TEST_POSTGRES_URL is a URL");
        let admin = PgPoolOptions::new().max_connections(4).connect_lazy_with(options);
        let mut lock = connect(&admin, private.as_mut()).await;
        run(&mut lock, "SELECT pg_advisory_lock(7310302462)").await;
        run(&mut lock, &format!("DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")).await;
        run(&mut lock, &format!("CREATE DATABASE {TEMPLATE} TEMPLATE template0 ENCODING 'UTF8'")).await;
        let store = Store::open(&Options::new(url.to(TEMPLATE))).await.expect("the template opens");
        store.migrate().await.expect("PostgreSQL migrates");
        store.close().await;
        Self { url, admin, _lock: lock.into(), private }
    }

    /// A fresh clone of the template: its name and its URL.
    pub async fn create(&self) -> (String, String) {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let name = format!("nutgraph_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut admin = self.admin.acquire().await.unwrap();
        // Copying files is many times as fast, and the checkpoint before it costs nothing where nothing is synced.
        let strategy = if self.private.is_some() { "file_copy" } else { "wal_log" };
        run(&mut admin, &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY {strategy}")).await;
        let url = self.url.to(&name);
        (name, url)
    }

    pub async fn drop(&self, name: &str) {
        let mut admin = self.admin.acquire().await.unwrap();
        run(&mut admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    }
}

/// The server needs a moment to start.
async fn connect(admin: &PgPool, mut private: Option<&mut Private>) -> PgConnection {
    let mut tries = 0;
    loop {
        match admin.acquire().await {
            Ok(connection) => return connection.detach(),
            Err(fault) if tries == 600 => panic!("PostgreSQL does not answer: {fault}"),
            Err(_) => tries += 1,
        }
        if let Some(private) = &mut private
            && private.keeper.try_wait().unwrap().is_some()
        {
            let log = fs::read_to_string(private.folder.join("log")).unwrap_or_default();
            panic!("PostgreSQL did not start:\n{log}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn run(connection: &mut PgConnection, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(connection).await.unwrap_or_else(|fault| panic!("PostgreSQL: {fault}"));
}

/// A server of our own.
#[derive(Debug)]
struct Private {
    folder: PathBuf,
    /// Stops the server and removes its folder when its standard input closes, which it does however this process ends.
    keeper: Child,
}

impl Private {
    fn url(&self) -> String {
        format!("postgres://nutgraph@localhost/?host={}", self.folder.display())
    }
}

#[derive(Debug)]
struct PgUrl {
    before: String,
    after: String,
}

impl PgUrl {
    fn new(url: &str) -> Self {
        let (url, after) =
            url.split_once('?').map_or((url, String::new()), |(url, q)| (url, format!("?{q}")));
        let scheme = url.find("://").map_or(0, |at| at + 3);
        let before = url[scheme..].find('/').map_or(url, |at| &url[..scheme + at]);
        Self { before: before.to_owned(), after }
    }

    fn to(&self, database: &str) -> String {
        format!("{}/{database}{}", self.before, self.after)
    }
}

/// The folder of the newest `initdb` and `postgres`.
fn programs() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let folders = debian.map(|entry| entry.path().join("bin")).chain(env::split_paths(&path));
    let both = folders.filter(|folder| ["initdb", "postgres"].iter().all(|name| folder.join(name).exists()));
    let release = |folder: &PathBuf| {
        let out = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
        let out = String::from_utf8(out.stdout).ok()?;
        let digits: u32 = out.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())?;
        (digits >= OLDEST_RELEASE).then_some(digits)
    };
    both.filter_map(|folder| Some((release(&folder)?, folder))).max().map(|(_, folder)| folder)
}

/// Starts a private server in a folder of its own, on a socket there.
fn start(programs: &Path) -> Private {
    let folder = tempfile::Builder::new().prefix("nutgraph-postgres-").tempdir().unwrap();
    // PostgreSQL refuses to run as root.
    let account = (fs::metadata(&folder).unwrap().uid() == 0).then(unprivileged);
    if let Some((uid, gid)) = account {
        chown(&folder, Some(uid), Some(gid)).unwrap();
    }
    let folder = folder.keep();
    let log = fs::File::create(folder.join("log")).unwrap();
    let mut keeper = Command::new("/bin/sh");
    keeper.args(["-c", KEEPER]).arg(programs).current_dir(&folder);
    keeper.stdin(Stdio::piped()).stdout(log.try_clone().unwrap()).stderr(log);
    // A group of its own, so that the terminal's Ctrl-C does not reach it before it has cleaned up.
    keeper.process_group(0);
    if let Some((uid, gid)) = account {
        keeper.uid(uid).gid(gid);
    }
    Private { keeper: keeper.spawn().unwrap(), folder }
}

/// The collation is another than SQLite's, so that what leans on the database's own shows.
const KEEPER: &str = r#"
"$0/initdb" -D data --locale-provider=icu --icu-locale=und --locale=C --encoding=UTF8 \
  --username=nutgraph --auth=trust --no-sync || exit
"$0/postgres" -D data -k "$PWD" -c listen_addresses= -c max_connections=1000 -c shared_buffers=64MB \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off &
read -r _
kill -TERM $!
sleep 1
# For clients that stay connected. Not at once: the shell starts it deaf to this signal.
kill -QUIT $!
wait
rm -rf "$PWD"
"#;

/// User and group of an account without rights.
fn unprivileged() -> (u32, u32) {
    let accounts = fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ["postgres", "nobody"].into_iter().find_map(find).expect("an account postgres or nobody")
}
