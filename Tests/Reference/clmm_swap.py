"""Builds a Raydium CLMM swap_v2 instruction with solders and prints it: the program, each account
with its flags, and the data in hexadecimal.

clmm_swap.py POOL CONFIG VAULT0 VAULT1 MINT0 MINT1 OBSERVATION PAYER INPUT OUTPUT up|down AMOUNT
    THRESHOLD LIMIT in|out extension|none START...
clmm_swap.py check    succeeds where solders is installed
"""

import struct
import sys

from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

PROGRAM = Pubkey.from_string("CAMMCzo5YL8w4VFF8KVHrK22GGUsp5VTaW7grrKgrWqK")
TOKEN = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
TOKEN_2022 = Pubkey.from_string("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb")
MEMO = Pubkey.from_string("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr")


def derived(*seeds):
    return Pubkey.find_program_address(list(seeds), PROGRAM)[0]


def build(words):
    keys = [Pubkey.from_string(word) for word in words[:10]]
    pool, config, vault0, vault1, mint0, mint1, observation, payer, source, target = keys
    way, amount, threshold, limit, end, wide = words[10:16]
    vaults = (vault0, vault1) if way == "down" else (vault1, vault0)
    mints = (mint0, mint1) if way == "down" else (mint1, mint0)
    writable = [pool, source, target, vaults[0], vaults[1], observation]
    accounts = [AccountMeta(payer, is_signer=True, is_writable=False)]
    for key in [config, *writable, TOKEN, TOKEN_2022, MEMO, *mints]:
        accounts.append(AccountMeta(key, is_signer=False, is_writable=key in writable))
    rest = []
    if wide == "extension":
        rest.append(derived(b"pool_tick_array_bitmap_extension", bytes(pool)))
    for start in words[16:]:
        rest.append(derived(b"tick_array", bytes(pool), struct.pack(">i", int(start))))
    accounts += [AccountMeta(key, is_signer=False, is_writable=True) for key in rest]
    data = bytes.fromhex("2b04ed0b1ac91e62") + struct.pack("<QQ", int(amount), int(threshold))
    data += int(limit).to_bytes(16, "little") + bytes([end == "in"])
    return Instruction(PROGRAM, data, accounts)


def main():
    if sys.argv[1:] == ["check"]:
        return
    instruction = build(sys.argv[1:])
    print(instruction.program_id)
    for meta in instruction.accounts:
        flags = ("s" if meta.is_signer else "-") + ("w" if meta.is_writable else "-")
        print(meta.pubkey, flags)
    print(instruction.data.hex())


main()
