# METADATA
# title: A token that travels in clear
# description: Over http anybody on the way reads the bearer token that a source is asked with.
# custom:
#   severity: warning
#   remedy: ask the source by https
package sluice.rules.settings["token-in-clear"]

import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.config(["sources", name, source.kind, "address"])} if {
	some name, source in input.mesh.config.sources
	source.tokenEnv != null
	startswith(source.address, "http:")
	not loopback(source.address)
	message := sprintf("the token of the source %s goes over http to %s", [name, source.address])
}

loopback(address) if regex.match(`^http://(localhost|127[0-9.]*|\[::1\])([:/]|$)`, address)
