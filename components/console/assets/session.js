// Who is signed in.

import { call, Problem, setCsrf, whenExpired } from "./api.js";
import { store, useStore } from "./store.js";

const KEPT = "feiqian-console-session";

/** `{ who, epoch, isExpired }`: `who` is the answer of `/session`, null without one; the epoch changes at every sign-in. */
const session = store({ who: null, epoch: 0, isExpired: false });

export const useSession = () => useStore(session);

/** Whether whoever is signed in has a scope. */
export const may = (scope) => session.get().who?.scopes.includes(scope) ?? false;

whenExpired(() => {
  const { who, epoch } = session.get();
  if (who) {
    session.set({ who, epoch, isExpired: true });
  }
});

function begin(who) {
  setCsrf(who.csrf_token);
  keep(true);
  session.set({ who, epoch: session.get().epoch + 1, isExpired: false });
}

/** The session that the browser brings along, if there is one. Without a note of one nobody is asked. */
export async function resume() {
  if (!isKept()) {
    return;
  }
  try {
    begin((await call("GET", "/session")).body);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 401) {
      throw problem;
    }
    keep(false);
  }
}

export async function signIn(name, password, code) {
  begin((await call("POST", "/session", { body: { name, password, code } })).body);
}

export async function signOut() {
  try {
    await call("DELETE", "/session");
  } finally {
    forget();
  }
}

/** The page as it is without a session. */
export function forget() {
  setCsrf("");
  keep(false);
  session.set({ who: null, epoch: session.get().epoch + 1, isExpired: false });
}

// The cookie cannot be read by the page: this note says whether to ask for its session at all.
function keep(isThere) {
  try {
    if (isThere) {
      localStorage.setItem(KEPT, "1");
    } else {
      localStorage.removeItem(KEPT);
    }
  } catch {
    // A browser without storage signs in again after every load.
  }
}

function isKept() {
  try {
    return localStorage.getItem(KEPT) !== null;
  } catch {
    return false;
  }
}
