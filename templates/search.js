/* How are articles found in a folder without a server?

   Scripts beside this one hold the articles, some 2,000 each, and few each of the newest: index.js names
   them, newest first, by calling publisher.shards, and each hands over its articles by calling
   publisher.found. They are loaded as script elements, because a page that was opened from disk may load
   nothing else, and only until enough is found. */

"use strict";

{
  const AT_ONCE = 20;
  // Milliseconds after the last key before a search begins.
  const PAUSE = 200;

  // Accents and points that most people do not type: Latin, Greek and Cyrillic, Hebrew, Arabic.
  const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/gu;
  // Letters that Unicode does not take apart.
  const LETTERS = { "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th" };
  const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");
  const NEITHER_LETTER_NOR_NUMBER = /[^\p{L}\p{N}\p{M}]+/gu;
  // Writings without spaces between words: there any piece of text is found, else the beginning of a word.
  const WITHOUT_SPACES =
    /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;

  const form = document.getElementById("search");
  const input = document.getElementById("query");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const more = document.getElementById("more");
  const texts = form.dataset;
  const language = document.documentElement.lang;
  const numbers = new Intl.NumberFormat(language);
  const plurals = new Intl.PluralRules(language);
  const names = new Intl.ListFormat(language);
  const days = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });

  // What has been loaded, newest first, the pages of that, and the scripts that have not.
  const articles = [];
  const pages = new Set();
  let waiting = null;
  let loading = null;

  // What is looked for, how many articles have been looked at, and those that have them.
  let search = { needles: [], looked: 0, hits: [], wanted: AT_ONCE };

  globalThis.publisher = Object.freeze({
    shards(names) {
      waiting = names;
    },
    found(some) {
      for (const article of some) {
        // Most have none, and those that a browser has kept from before have none at all.
        const authors = article.authors ?? [];
        if (pages.has(article.page)) {
          continue;
        }
        pages.add(article.page);
        const about = [article.title, article.summary, article.section, ...article.tags, ...authors];
        articles.push({ article, text: ` ${words(about.join(" ")).join(" ")} ` });
      }
    },
  });

  /** Return the words of a text as they are compared: without case, accents and forms of presentation. */
  function words(text) {
    return (
      text
        .normalize("NFKD")
        .replace(MARKS, "")
        .normalize("NFC")
        // Upper case first, so that "ß" and "SS" are the same.
        .toUpperCase()
        .toLowerCase()
        .replace(LETTER, (letter) => LETTERS[letter])
        .replace(NEITHER_LETTER_NOR_NUMBER, " ")
        .replace(WITHOUT_SPACES, " $& ")
        .split(" ")
        .filter(Boolean)
    );
  }

  /** Return what must stand in the text of an article in which all words of a query occur. */
  function needles(query) {
    return words(query).map((word) => (word.search(WITHOUT_SPACES) < 0 ? ` ${word}` : word));
  }

  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = name;
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(name)));
      document.head.append(script);
    });
  }

  /** Load the next older articles; say whether there were any. */
  async function older() {
    if (waiting === null) {
      await load("index.js");
    }
    if (!waiting.length) {
      return false;
    }
    try {
      await load(waiting[0]);
    } catch {
      // Short scripts become a long one when articles come: what stands here names them as they were.
      await load(`index.js?${Date.now()}`);
      await load(waiting[0]);
    }
    waiting = waiting.slice(1);
    return true;
  }

  /** The same for all who ask at the same time. */
  function next() {
    loading ??= older().finally(() => {
      loading = null;
    });
    return loading;
  }

  /** Look on until one article more than wanted has been found, so that it is known whether there is more. */
  async function look() {
    const mine = search;
    for (;;) {
      while (mine.looked < articles.length && mine.hits.length <= mine.wanted) {
        const { article, text } = articles[mine.looked++];
        if (mine.needles.every((needle) => text.includes(needle))) {
          mine.hits.push(article);
        }
      }
      if (mine.hits.length > mine.wanted) {
        return show(mine, false);
      }
      show(mine, null);
      try {
        if (!(await next())) {
          return mine === search && show(mine, true);
        }
      } catch {
        return mine === search && say(texts.failed);
      }
      if (mine !== search) {
        return false;
      }
    }
  }

  /** Show what has been found; `complete` is null while the search goes on. */
  function show(mine, complete) {
    const shown = mine.hits.slice(0, mine.wanted);
    for (const article of shown.slice(results.children.length)) {
      results.append(result(article));
    }
    more.hidden = complete !== false;
    if (complete === null) {
      say(texts.running);
    } else if (complete) {
      say(shown.length ? count(shown.length) : texts.none);
    } else {
      say(texts.newest.replace("{n}", numbers.format(shown.length)));
    }
  }

  function say(text) {
    if (status.textContent !== text) {
      status.textContent = text;
    }
  }

  function count(n) {
    const forms = JSON.parse(texts.found);
    return (forms[plurals.select(n)] ?? forms.other).replace("{n}", numbers.format(n));
  }

  function result(article) {
    const link = element("a", article.title);
    link.href = texts.root + article.page.split("/").map(encodeURIComponent).join("/");
    const title = element("h2");
    title.append(link);
    const time = element("time", days.format(new Date(article.day)));
    time.dateTime = article.day;
    const byline = element("p");
    byline.className = "byline";
    byline.append(time);
    for (const about of [article.section, names.format(article.authors ?? [])]) {
      if (about) {
        byline.append(" · ", element("bdi", about));
      }
    }
    const item = element("li");
    item.append(title);
    if (article.summary) {
      const summary = element("p", article.summary);
      summary.className = "summary";
      item.append(summary);
    }
    for (const part of item.children) {
      part.lang = article.language;
      part.dir = "auto";
    }
    item.append(byline);
    return item;
  }

  function element(name, text = "") {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function begin() {
    search = { needles: needles(input.value), looked: 0, hits: [], wanted: AT_ONCE };
    results.replaceChildren();
    more.hidden = true;
    if (search.needles.length) {
      look();
    } else {
      say("");
    }
    remember(input.value.trim());
  }

  /** Let the address name the query, so that it can be kept, shared and come back to. */
  function remember(query) {
    const address = new URL(location.href);
    if ((address.searchParams.get("q") ?? "") === query) {
      return;
    }
    address.search = query ? `?${new URLSearchParams({ q: query })}` : "";
    try {
      history.replaceState(null, "", address);
    } catch {
      // A page from disk may not be allowed to: the search works all the same.
    }
  }

  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(begin, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    begin();
  });
  more.addEventListener("click", async () => {
    const before = results.children.length;
    search.wanted += AT_ONCE;
    await look();
    // The button may be gone: who has no mouse goes on with the first new result.
    results.children[before]?.querySelector("a").focus();
  });

  form.hidden = false;
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  if (input.value) {
    begin();
  } else {
    input.focus();
  }
}
