/** Compiled away: constants, and output that nobody reads. */
const vanishing = 'rego.metadata.chain rego.metadata.rule print internal.print';

/** Inside the module itself, as of OPA 1.22. */
const compiled = `
plus minus mul div rem abs round ceil floor eq equal neq lt lte gt gte assign and or intersection union
array.concat array.flatten array.reverse array.slice is_array is_boolean is_null is_number is_object is_set
is_string type_name bits.and bits.lsh bits.negate bits.or bits.rsh bits.xor count max min product sort sum
base64.decode base64.encode base64.is_valid base64url.decode base64url.encode net.cidr_contains
net.cidr_intersects glob.match json.filter json.is_valid json.marshal json.remove json.unmarshal object.filter
object.get object.keys object.remove object.union object.union_n concat contains endswith format_int indexof
lower replace split startswith strings.replace_n strings.reverse substring upper trim trim_left trim_prefix
trim_right trim_space trim_suffix numbers.range to_number walk graph.reachable
regex.find_all_string_submatch_n regex.is_valid regex.match internal.member_2 internal.member_3
internal.template_string
`;

/** The builtins that need no host; with those of `table.ts` they are all that a rule may call. */
export const native: readonly string[] = `${vanishing} ${compiled}`.trim().split(/\s+/);
