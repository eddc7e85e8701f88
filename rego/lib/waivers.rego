# METADATA
# description: |
#   Waivers: findings that somebody answers for until a day. The input's are those of the accepted commit, so that a change
#   can't bring its own. Which have ended is told by the host, since rules have no clock.
package sluice.lib.waivers

import data.sluice.lib.place

all := object.get(input, "waivers", [])

# Where the objects of each stand that has not ended, with the part that is meant.
places[i] contains {"document": entry.source.position, "path": array.concat(entry.source.path, waiver.path)} if {
	some i, waiver in all
	not waiver.ended
	some kind, entries in input.objects
	split(kind, "/")[1] == waiver.kind
	some entry in entries
	entry.namespace == waiver.namespace
	entry.name == waiver.name
}

of_rule[rule] contains i if {
	some i, waiver in all
	not waiver.ended
	rule := waiver.rule
}

# METADATA
# description: The positions of the waivers that a violation falls under.
covering(violation) := {i |
	violation.at != null
	some i in of_rule[violation.rule]
	some spot in places[i]
	spot.document == violation.at.document
	array.slice(violation.at.path, 0, count(spot.path)) == spot.path
}

# METADATA
# description: What is to be said of waivers themselves, given the positions of those that were needed.
notices(needed) := ended | unneeded if {
	ended := {notice |
		some waiver in all
		waiver.ended
		notice := {
			"rule": "waiver-ended",
			"severity": "warning",
			"message": sprintf("the waiver of %s by %s has ended, and holds no more", [waiver.rule, waiver.owner]),
			"remedy": "mend what it waived and remove it, or ask its owner for another",
			"at": place.at(waiver.source, ["spec", "expires"]),
			"fix": [],
		}
	}
	unneeded := {notice |
		some i, waiver in all
		not waiver.ended
		not needed[i]
		notice := {
			"rule": "waiver-unused",
			"severity": "warning",
			"message": sprintf("nothing breaks %s in %s %s/%s, so this waives nothing", [
				waiver.rule,
				waiver.kind,
				waiver.namespace,
				waiver.name,
			]),
			"remedy": "remove it",
			"at": place.at(waiver.source, ["spec", "rule"]),
			"fix": [],
		}
	}
}
