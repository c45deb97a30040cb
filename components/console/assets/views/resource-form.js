// Making and changing a thing: the form is made of the API's description of its body.

import { isAllowed } from "../allowed.js";
import { call, fill } from "../api.js";
import { bodyOf, changesOf, initialValues } from "../form-values.js";
import { Form } from "../form.js";
import { html, useEffect, useMemo, useRef, useState } from "../html.js";
import { word } from "../language.js";
import { useLoad } from "../load.js";
import { Loaded } from "../loaded.js";
import { Page } from "../page.js";
import { ownNames, parentNames, valuesOf } from "../resources.js";
import { address, navigate } from "../router.js";
import { bodyFields } from "../schema.js";
import { SecretDialog } from "../secret.js";
import { useSuggestions } from "../suggestions.js";
import { say } from "../toast.js";
import { parentCrumbs } from "./crumbs.js";

/** The fields of a new one, those that name it first; what the place names is not asked for. */
function fieldsOf(resource) {
  const all = resource.make === "POST" ? bodyFields("POST", resource.list) : bodyFields("PUT", resource.item);
  const keys = ownNames(resource);
  const shown = all.filter(({ name }) => !parentNames(resource).includes(name));
  const named = shown.map((field) => (keys.includes(field.name) ? { ...field, isRequired: true } : field));
  return [...named.filter(({ isRequired }) => isRequired), ...named.filter(({ isRequired }) => !isRequired)];
}

/** `navigate`, unless whoever waited for an answer has gone elsewhere meanwhile. */
function useNavigate() {
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return (...place) => isHere.current && navigate(...place);
}

export function ResourceNew({ resource, values }) {
  const fields = useMemo(() => fieldsOf(resource), [resource]);
  const suggestions = useSuggestions(fields, ownNames(resource));
  const [made, setMade] = useState(null);
  const goTo = useNavigate();
  const list = fill(resource.list, values);
  const submit = async (given) => {
    const body = bodyOf(fields, given);
    const answer =
      resource.make === "POST"
        ? await call("POST", list, { body })
        : await call("PUT", fill(resource.item, { ...values, ...given }), { body, isNew: true });
    say(word("madeIt", { what: word(`${resource.id}.one`) }));
    if (answer.body.issued) {
      setMade(answer.body);
    } else {
      leave(answer.body);
    }
  };
  const leave = (item) => goTo(fill(resource.item, valuesOf(resource, item, values)), {}, { replace: true });
  const crumbs = [...parentCrumbs(resource, values), [address(list), word(resource.id)]];
  return html`<${Page} title=${word("newOf", { what: word(`${resource.id}.one`) })} crumbs=${crumbs}>
    <section class="panel narrow" aria-label=${word(`${resource.id}.one`)}>
      <${Form} fields=${fields} suggestions=${suggestions} submitLabel=${word("create")} onSubmit=${submit}
        onCancel=${() => navigate(list)}>
        <p>${word(`${resource.id}.text`)}</p>
      <//>
    </section>
    ${made && html`<${SecretDialog} issued=${made.issued} onClose=${() => leave(made)} />`}
  <//>`;
}

export function ResourceEdit({ resource, values }) {
  const path = fill(resource.item, values);
  const state = useLoad(path);
  const name = ownNames(resource)
    .map((one) => values[one])
    .join(" ");
  const list = resource.isSingle ? [] : [[address(fill(resource.list, values)), word(resource.id)]];
  const crumbs = [...parentCrumbs(resource, values), ...list, [address(path), name || word(resource.id)]];
  return html`<${Page} title=${word("editOf", { what: `${word(`${resource.id}.one`)} ${name}` })} crumbs=${crumbs}>
    <section class="panel narrow" aria-label=${word("edit")}>
      <${Loaded} state=${state}>${(answer) => html`<${Edit} resource=${resource} path=${path} answer=${answer} />`}<//>
    </section>
  <//>`;
}

function Edit({ resource, path, answer }) {
  // What was there when the form was opened: a change of others is refused by its ETag.
  const [{ body, etag }] = useState(answer);
  const [made, setMade] = useState(null);
  const goTo = useNavigate();
  const keys = ownNames(resource);
  const fields = fieldsOf(resource).map((field) => ({ ...field, isRequired: field.isRequired && field.kind !== "password" }));
  const isDisabled = (field) => field.isFixed || keys.includes(field.name);
  const changed = fields.filter((field) => !isDisabled(field));
  const submit = async (given) => {
    const changes = changesOf(changed, initialValues(changed, body), given);
    if (Object.keys(changes).length === 0) {
      say(word("nothingChanged"));
      goTo(path);
      return;
    }
    // What has no PATCH is replaced as a whole.
    const next = isAllowed("PATCH", resource.item)
      ? await call("PATCH", path, { body: changes, etag })
      : await call("PUT", path, { body: bodyOf(changed, given), etag });
    say(word("savedIt"));
    if (next.body.issued) {
      setMade(next.body);
    } else {
      goTo(path);
    }
  };
  return html`<${Form} fields=${fields} body=${body} isDisabled=${isDisabled} submitLabel=${word("save")} onSubmit=${submit}
    onCancel=${() => navigate(path)} />
    ${made && html`<${SecretDialog} issued=${made.issued} onClose=${() => navigate(path)} />`}`;
}
