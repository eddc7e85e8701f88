import { cidr } from './cidr.ts';
import { cidrMatch } from './cidr-match.ts';
import { encoding } from './encoding.ts';
import { globIntersection } from './glob-intersection.ts';
import { graph } from './graph.ts';
import { graphql } from './graphql/graphql.ts';
import { jsonOptions } from './json-options.ts';
import { jsonPatch } from './json-patch.ts';
import { jsonSchema } from './json-schema/json-schema.ts';
import { jwt } from './jwt.ts';
import { quantities } from './quantities.ts';
import { regex } from './regex.ts';
import { regexTemplate } from './regex-template.ts';
import { semver } from './semver.ts';
import { sprintf } from './sprintf.ts';
import { strings } from './strings.ts';
import { subset } from './subset.ts';
import { template } from './template.ts';
import { time } from './time.ts';
import { uri } from './uri.ts';
import { urlquery } from './urlquery.ts';
import { uuid } from './uuid.ts';
import { x509 } from './x509/x509.ts';
import { yaml } from './yaml.ts';
import type { Builtin } from './value.ts';

/** The builtins that the host serves; those of `native.ts` are inside the module itself. There are no others. */
export const hosted: ReadonlyMap<string, Builtin> = new Map<string, Builtin>(
  Object.entries({
    sprintf,
    ...strings,
    ...subset,
    ...regex,
    ...semver,
    ...quantities,
    ...encoding,
    ...jsonPatch,
    ...jsonOptions,
    ...jsonSchema,
    ...cidr,
    ...cidrMatch,
    ...urlquery,
    ...uri,
    ...uuid,
    ...yaml,
    ...time,
    ...jwt,
    ...x509,
    ...globIntersection,
    ...regexTemplate,
    ...graph,
    ...template,
    ...graphql,
  }),
);
