"""Findings about the store, keys, room and clock. Pure."""

from __future__ import annotations

from native_host.doctor.catalogue.meaning import Meaning

STORE = {
    "store-good": Meaning("store", "ok", "The store is there and is the person's alone."),
    "store-empty": Meaning("store", "ok", "Nothing has been recorded by this person yet."),
    "store-rights": Meaning(
        "store",
        "error",
        "The store, or a file in it, is a link, belongs to another user or is open to others.",
        "`chmod 700 STORE; chmod go-rwx STORE/*`, and give it back to its user.",
    ),
    "store-unwritable": Meaning(
        "store",
        "error",
        "The store cannot be written.",
        "Mend the file system or what lies in the store's place.",
    ),
    "store-damaged": Meaning(
        "store",
        "warning",
        "A store file cannot be read; the others are not affected.",
        "`workglass review verify STORE` says more; keep the file as evidence.",
    ),
    "device-key-damaged": Meaning(
        "store",
        "error",
        "The device's own key is missing beside recordings, or damaged.",
        "Restore device.json, or move it away: the device enrols anew then.",
    ),
    "recipients-good": Meaning("store", "ok", "There are keys to seal to."),
    "recipients-expired": Meaning(
        "store",
        "error",
        "Fewer than two recipient groups have not come to their last day: nothing is recorded.",
        "Roll out a policy with the next generation of keys.",
    ),
    "recipients-expiring": Meaning(
        "store",
        "warning",
        "The keys of a recipient group have come to their last day, or do so within 30 days.",
        "Roll out a policy with the next generation of keys.",
    ),
    "room-good": Meaning("store", "ok", "There is room for recordings."),
    "disk-full": Meaning(
        "store",
        "error",
        "The disk is full: what is recorded next cannot be kept.",
        "Make room on the file system of the store.",
    ),
    "disk-nearly-full": Meaning(
        "store",
        "warning",
        "The disk is nearly full: pictures have stopped.",
        "Make room on the file system of the store.",
    ),
    "quota-reached": Meaning(
        "store",
        "error",
        "The recordings fill the room that the policy allows.",
        "Let `workglass uplink` deliver, or raise `store_limit_mb`.",
    ),
    "quota-nearly-reached": Meaning(
        "store",
        "warning",
        "Recordings fill four fifths of the room that the policy allows: pictures have stopped.",
        "Let `workglass uplink` deliver, or raise `store_limit_mb`.",
    ),
    "clock-good": Meaning("store", "ok", "The clock is not behind what was written before."),
    "clock-behind": Meaning(
        "store",
        "warning",
        "Files of Workglass are from the future: the clock is behind, or was ahead before.",
        "Set the clock: `timedatectl set-ntp true`.",
    ),
    "clock-off": Meaning(
        "store",
        "warning",
        "The clock differs from the collector's by more than five minutes.",
        "Set the clock: `timedatectl set-ntp true`.",
    ),
}
