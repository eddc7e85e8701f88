import { asText, boolean, text, type Builtin } from './value.ts';
import { readYaml } from './yaml-read.ts';
import { writeYaml } from './yaml-write.ts';

const marshal: Builtin = (value) => (value === undefined ? null : text(writeYaml(value)));

const unmarshal: Builtin = (value) => {
  const source = asText(value);
  return source === null ? null : readYaml(source);
};

const isValid: Builtin = (value) => {
  const source = asText(value);
  return boolean(source !== null && readYaml(source) !== null);
};

export const yaml = {
  'yaml.marshal': marshal,
  'yaml.unmarshal': unmarshal,
  'yaml.is_valid': isValid,
} satisfies Record<string, Builtin>;
