"""Swap instructions of the Meteora DLMM program, built with solders from the pair's keys alone.

Reads {"pair", "mint_x", "mint_y", "source", "destination", "trader", "program_x", "program_y",
"arrays", "bitmap", "first", "second"} from its argument, as JSON, and prints the three
instructions: program, accounts as [key, signer, writable], data in hexadecimal. Marks are hashes of
the instructions' names, addresses are derived from their seeds.
"""

import hashlib
import json
import struct
import sys

from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

PROGRAM = Pubkey.from_string("LBUZKhRxPF3XUpBCjp4YzTKgLccjZhTSDM9YuVaPwxo")
MEMO = Pubkey.from_string("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr")


def derived(*seeds):
    return Pubkey.find_program_address(list(seeds), PROGRAM)[0]


def build(terms, name):
    key = {k: Pubkey.from_string(v) for k, v in terms.items() if isinstance(v, str)}
    pair = key["pair"]
    nobody = AccountMeta(PROGRAM, False, False)
    bitmap = derived(b"bitmap", bytes(pair))
    metas = [
        AccountMeta(pair, False, True),
        AccountMeta(bitmap, False, True) if terms["bitmap"] else nobody,
        AccountMeta(derived(bytes(pair), bytes(key["mint_x"])), False, True),
        AccountMeta(derived(bytes(pair), bytes(key["mint_y"])), False, True),
        AccountMeta(key["source"], False, True),
        AccountMeta(key["destination"], False, True),
        AccountMeta(key["mint_x"], False, False),
        AccountMeta(key["mint_y"], False, False),
        AccountMeta(derived(b"oracle", bytes(pair)), False, True),
        nobody,
        AccountMeta(key["trader"], True, False),
        AccountMeta(key["program_x"], False, False),
        AccountMeta(key["program_y"], False, False),
    ]
    if name.endswith("2"):
        metas.append(AccountMeta(MEMO, False, False))
    metas.append(AccountMeta(derived(b"__event_authority"), False, False))
    metas.append(nobody)
    for index in terms["arrays"]:
        seeds = (b"bin_array", bytes(pair), struct.pack("<q", index))
        metas.append(AccountMeta(derived(*seeds), False, True))
    data = hashlib.sha256(b"global:" + name.encode()).digest()[:8]
    data += struct.pack("<QQ", terms["first"], terms["second"])
    if name.endswith("2"):
        # Of the accounts behind the arrays none belongs to a hook: a list of no slices.
        data += struct.pack("<I", 0)
    return Instruction(PROGRAM, data, metas)


def told(instruction):
    return {
        "program": str(instruction.program_id),
        "accounts": [[str(m.pubkey), m.is_signer, m.is_writable] for m in instruction.accounts],
        "data": bytes(instruction.data).hex(),
    }


terms = json.loads(sys.argv[1])
print(json.dumps([told(build(terms, n)) for n in ("swap", "swap2", "swap_exact_out2")]))
