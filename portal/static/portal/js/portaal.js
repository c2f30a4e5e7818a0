/* Everything works without this file; it only saves a step. No library. */
(() => {
  "use strict";
  const root = document.documentElement;
  const slot = document.getElementById("slot"); // only where somebody is logged in

  /* after a form with errors: read the summary first */
  document.querySelector(".swv-error-summary")?.focus();

  /* ---- what is typed and not sent: the server keeps it while somebody types; else the browser asks before it goes */
  const unsent = new Map(); // form -> the timer of its next save
  const saving = new Set();

  const save = async (form) => {
    clearTimeout(unsent.get(form));
    const data = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") data.append(name, value);
    }
    const at = new URL(form.action);
    data.set("klad_pad", at.pathname + at.search);
    const stop = new AbortController();
    saving.add(stop);
    const typed = unsent.get(form);
    try {
      const answer = await fetch(slot.dataset.klad, { method: "POST", body: data, signal: stop.signal, keepalive: true });
      if (answer.redirected) return "dicht";
      if (answer.ok && unsent.get(form) === typed) unsent.delete(form);
    } catch { /* no network: the next letter tries again */ } finally {
      saving.delete(stop);
    }
    return "open";
  };
  const watch = (form) => form.addEventListener("input", () => {
    clearTimeout(unsent.get(form));
    unsent.set(form, setTimeout(async () => { if (await save(form) === "dicht") toScreen(); }, 1500));
  });
  if (slot) document.querySelectorAll("form[data-bewaak]").forEach(watch);
  const sent = () => {
    for (const timer of unsent.values()) clearTimeout(timer);
    for (const stop of saving) stop.abort();
    unsent.clear();
  };
  window.addEventListener("beforeunload", (event) => {
    if (unsent.size) event.preventDefault();
  });

  /* one box that ticks all of a kind; without this file it is not there */
  for (const all of document.querySelectorAll("input[data-alles]")) {
    all.closest("[hidden]").hidden = false;
    all.addEventListener("change", () => {
      for (const one of document.getElementsByName(all.dataset.alles)) one.checked = all.checked;
    });
  }

  /* a question that depends on the answer to another one; without this file all of them are shown */
  const depends = (part) => {
    const form = part.closest("form"), answers = part.dataset.is.split(" ");
    const show = () => { part.hidden = !answers.includes(new FormData(form).get(part.dataset.als)); };
    form.addEventListener("change", show);
    show();
  };
  document.querySelectorAll("[data-als]").forEach(depends);

  /* a file is sent with its progress shown; when it does not arrive the form stands as it was, the file still chosen */
  const sending = (form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]"), progress = form.querySelector("[data-voortgang]"), bar = progress.querySelector("progress");
    const told = progress.querySelector("[data-voortgang-tekst]"), failed = form.querySelector("[data-verzenden-mislukt]");
    const stop = (text) => {
      progress.hidden = true;
      button.disabled = false;
      failed.replaceChildren();
      const line = failed.appendChild(document.createElement("p"));
      line.className = "swv-alert swv-alert--error";
      line.textContent = text;
    };
    const file = form.querySelector("input[type=file]").files[0];
    if (file && file.size > form.dataset.hoogstens) return stop(form.dataset.teGroot);
    failed.replaceChildren();
    button.disabled = true;
    progress.hidden = false;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Sluitend-Verzending", "1");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = 100 * loaded / total;
      told.textContent = loaded < total ? `Het bestand wordt verstuurd: ${Math.round(bar.value)}%` : "Het bestand is aangekomen en wordt nagekeken";
    });
    request.addEventListener("error", () => stop("De verbinding viel weg. Wat u invulde, staat er nog. Probeer het opnieuw."));
    request.addEventListener("load", () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html"), answer = page.querySelector("form[data-verzendt]");
      if (request.status === 204) return location.assign(form.dataset.klaar);
      if (new URL(request.responseURL).pathname !== new URL(form.action).pathname) return location.assign(request.responseURL);
      if (request.status === 413) return stop(form.dataset.teGroot);
      if (!answer) return stop("Het toevoegen is niet gelukt. Wat u invulde, staat er nog. Probeer het opnieuw.");
      answer.querySelector("input[type=file]").replaceWith(form.querySelector("input[type=file]"));
      document.querySelector("main").replaceWith(page.querySelector("main"));
      document.title = page.title;
      watch(answer);
      answer.querySelectorAll("[data-als]").forEach(depends);
      sending(answer);
      document.querySelector(".swv-error-summary")?.focus();
    });
    request.send(new FormData(form));
  });
  document.querySelectorAll("form[data-verzendt]").forEach(sending);

  /* ---- the lock: the server does it; this warns, covers the page and takes the other tabs along */
  const others = new BroadcastChannel("sluitend");
  const toScreen = () => {
    sent();
    location.assign(`${slot.dataset.scherm}?next=${encodeURIComponent(location.pathname + location.search)}`);
  };
  const cover = async () => {
    root.dataset.slot = "dicht";
    const wait = new Promise((done) => setTimeout(done, 2000));
    await Promise.race([Promise.all([...unsent.keys()].map(save)), wait]);
    sent();
  };
  const lock = async () => {
    if (root.dataset.slot === "dicht") return;
    await cover();
    slot.querySelector("form").submit();
  };

  if (slot) {
    const warnAt = slot.dataset.waarschuw * 1000, lockAt = slot.dataset.vergrendel * 1000;
    const clock = slot.querySelector("[data-klok]"), voice = slot.querySelector("[data-klok-stem]");
    let active = Date.now(), told = Date.now();

    const tell = async () => {
      told = Date.now();
      others.postMessage("bezig");
      const answer = await fetch(slot.dataset.bezig, { method: "POST", body: new FormData(slot.querySelector("form")) }).catch(() => null);
      if (answer?.redirected) toScreen();
    };
    const busy = () => {
      if (slot.open) return; // then only the button counts
      active = Date.now();
      if (active - told > 60_000) tell();
    };
    for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "input"]) {
      document.addEventListener(kind, busy, { passive: true });
    }
    const stay = () => {
      if (slot.open) slot.close();
      active = Date.now();
      tell();
    };
    slot.querySelector("[data-blijf]").addEventListener("click", stay);
    slot.addEventListener("cancel", stay);

    setInterval(() => {
      const left = Math.ceil((lockAt - (Date.now() - active)) / 1000);
      if (left <= 0) return void lock();
      if (left * 1000 > lockAt - warnAt) return;
      if (!slot.open) slot.showModal();
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left % 30 === 0) voice.textContent = `Over ${left} seconden vergrendelt het scherm.`;
    }, 1000);

    others.addEventListener("message", async ({ data }) => {
      if (data === "bezig") {
        active = told = Date.now();
        if (slot.open) slot.close();
      } else if (data === "dicht" && root.dataset.slot !== "dicht") {
        await cover();
        toScreen();
      }
    });
    others.postMessage("open");
  } else if (document.querySelector("[data-vergrendeld]")) {
    others.postMessage("dicht"); // only now the server has locked it
    others.addEventListener("message", ({ data }) => { if (data === "open") location.reload(); });
  }

  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-digibord-aan]")) root.dataset.digibord = "bezig"; // not until the next page
    if (slot && event.target.matches("[data-vergrendel-nu]")) {
      event.preventDefault();
      lock();
    } else {
      sent();
    }
  });

  /* a long job goes on by itself, a part at a time; not so fast that how far it is would never be painted */
  const job = document.querySelector("form[data-gaat-verder]");
  if (job) setTimeout(() => job.requestSubmit(), 400);

  /* a page made for paper */
  const paper = document.querySelector("[data-afdrukken]");
  if (paper) {
    paper.hidden = false;
    paper.addEventListener("click", () => window.print());
    window.print();
  }

  /* the Back button may show a page from memory that the reader may no longer see, or after log-out */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
