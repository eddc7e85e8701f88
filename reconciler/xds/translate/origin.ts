/** Where a resource came from, and how Envoy gets what it refers to. */

import { create } from '@bufbuild/protobuf';
import type { JsonObject } from '@bufbuild/protobuf';
import { type Metadata, MetadataSchema } from '#proto/envoy/config/core/v3/base_pb.js';
import {
  AggregatedConfigSourceSchema,
  ApiVersion,
  type ConfigSource,
  ConfigSourceSchema,
} from '#proto/envoy/config/core/v3/config_source_pb.js';
import type { Source } from '../../../policies/mesh.ts';

/** File and object under `sluice` in a resource's metadata, so that `config_dump` tells them. */
export function provenance(source: Source, more: JsonObject = {}): Metadata {
  return create(MetadataSchema, { filterMetadata: { sluice: { file: source.file, object: source.object, ...more } } });
}

/** The place in the object, for a route: its virtual host tells file and object for all that it has. */
export function placeIn(source: Source): { metadata?: Metadata } {
  if (source.path.length === 0) return {};
  return { metadata: create(MetadataSchema, { filterMetadata: { sluice: { path: source.path.join('.') } } }) };
}

/** On the stream that the resource itself came by. */
export function overAds(): ConfigSource {
  return create(ConfigSourceSchema, {
    resourceApiVersion: ApiVersion.V3,
    configSourceSpecifier: { case: 'ads', value: create(AggregatedConfigSourceSchema) },
  });
}
