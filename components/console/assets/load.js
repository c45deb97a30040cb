// Reading from the API while the page is drawn.

import { call } from "./api.js";
import { useCallback, useEffect, useState } from "./html.js";
import { useSession } from "./session.js";

/**
 * What a path answers: `{ isLoading, answer, problem, reload }`. It is read again after a new sign-in. A path of null is
 * not read.
 */
export function useLoad(path) {
  const { epoch, who, isExpired } = useSession();
  const [state, setState] = useState({ isLoading: true, answer: null, problem: null });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((last) => last + 1), []);
  useEffect(() => {
    if (path === null || !who) {
      setState({ isLoading: false, answer: null, problem: null });
      return undefined;
    }
    if (isExpired) {
      // What is shown stays until somebody signs in again.
      return undefined;
    }
    const stop = new AbortController();
    setState((last) => ({ ...last, isLoading: true, path }));
    call("GET", path, { signal: stop.signal }).then(
      (answer) => setState({ isLoading: false, answer, problem: null, path }),
      (problem) => {
        if (problem.name !== "AbortError") {
          setState((last) => refused(last, problem, path));
        }
      },
    );
    return () => stop.abort();
  }, [path, epoch, turn]);
  // What another path answered is not shown under this one.
  const isCurrent = path === null || state.path === path;
  return isCurrent ? { ...state, reload } : { isLoading: true, answer: null, problem: null, reload };
}

/** A session that has ended takes nothing from the page: whoever signs in again goes on with what is there. */
const refused = (last, problem, path) =>
  problem.code === "unauthorized" && last.answer && last.path === path
    ? { ...last, isLoading: false }
    : { isLoading: false, answer: null, problem, path };
