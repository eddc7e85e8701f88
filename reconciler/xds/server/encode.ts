import type { Known } from '../subscription/state.ts';
import type { Draft } from '../subscription/response.ts';
import { field, textField } from '../framing.ts';

const noBytes = new Uint8Array();

/**
 * A discovery response as bytes. Bodies are encoded already, so this only frames them: one copy, and no second model of
 * the message. Field numbers are those of `envoy/service/discovery/v3/discovery.proto`.
 */
export function encodeResponse(draft: Draft, nonce: string, controlPlane: string): Buffer {
  return Buffer.concat(
    draft.variant === 'delta' ? delta(draft, nonce, controlPlane) : sotw(draft, nonce, controlPlane),
  );
}

function sotw(draft: Draft, nonce: string, controlPlane: string): readonly Uint8Array[] {
  return [
    ...textField(1, draft.version),
    ...draft.resources.flatMap((known) => field(2, packed(draft.typeUrl, known))),
    ...textField(4, draft.typeUrl),
    ...textField(5, nonce),
    ...identifier(6, controlPlane),
  ];
}

function delta(draft: Draft, nonce: string, controlPlane: string): readonly Uint8Array[] {
  return [
    ...textField(1, draft.commit),
    ...draft.resources.flatMap((known) =>
      field(2, [
        ...textField(1, known.version),
        ...field(2, packed(draft.typeUrl, known)),
        ...textField(3, known.name),
      ]),
    ),
    ...textField(4, draft.typeUrl),
    ...textField(5, nonce),
    ...draft.removed.flatMap((name) => textField(6, name)),
    ...identifier(7, controlPlane),
  ];
}

/** `google.protobuf.Any` */
function packed(typeUrl: string, known: Known): readonly Uint8Array[] {
  return [...textField(1, typeUrl), ...field(2, [known.body ?? noBytes])];
}

/** `envoy.config.core.v3.ControlPlane` */
function identifier(number: number, text: string): readonly Uint8Array[] {
  return text === '' ? [] : field(number, textField(1, text));
}
