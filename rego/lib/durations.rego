# METADATA
# description: Durations as they are written for proxies.
package sluice.lib.durations

units := {"ms": 1, "s": 1000, "m": 60000, "h": 3600000}

# METADATA
# description: The milliseconds of `1m30s`, `1.5s` or `250ms`; undefined where the text is none.
milliseconds(text) := sum([(to_number(part[1]) * units[part[2]]) | some part in parts]) if {
	regex.match(`^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`, text)
	parts := regex.find_all_string_submatch_n(`([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)`, text, -1)
}
