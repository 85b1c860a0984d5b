"""Builds the swap instructions of the Whirlpool program with PyPI `solders`, from a case in JSON on
standard input, and prints each as JSON: accounts as [key, signer, writable], data in hex."""

import hashlib
import json
import struct
import sys

from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

MEMO = Pubkey.from_string("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr")


def mark(name):
    return hashlib.sha256(f"global:{name}".encode()).digest()[:8]


def u128(number):
    return int(number).to_bytes(16, "little")


def meta(key, writable=False, signer=False):
    return AccountMeta(key, signer, writable)


class Pool:
    def __init__(self, case):
        self.program = Pubkey.from_string(case["program"])
        for name in ("key", "mint_a", "mint_b", "vault_a", "vault_b", "tokens_a", "tokens_b"):
            setattr(self, name, Pubkey.from_string(case[name]))
        self.down = case["down"]
        self.width = 88 * case["spacing"]
        self.limit = case["limit"]
        self.spares = [self.array(start) for start in case["spares"]]
        base = case["tick"] // self.width
        first = base
        if not self.down and case["tick"] + case["spacing"] >= (base + 1) * self.width:
            first += 1
        starts = [first + (-i if self.down else i) for i in range(3)]
        legal = [s for s in starts if -443636 - self.width < s * self.width <= 443636]
        legal += [legal[-1]] * (3 - len(legal))
        self.arrays = [self.array(s * self.width) for s in legal]
        seeds = [b"oracle", bytes(self.key)]
        self.oracle = Pubkey.find_program_address(seeds, self.program)[0]

    def array(self, start):
        seeds = [b"tick_array", bytes(self.key), str(start).encode()]
        return Pubkey.find_program_address(seeds, self.program)[0]

    def ends(self):
        a = (self.mint_a, self.vault_a, self.tokens_a)
        b = (self.mint_b, self.vault_b, self.tokens_b)
        return (a, b) if self.down else (b, a)


def slices(pairs):
    used = [pair for pair in pairs if pair[1]]
    if not used:
        return b"\0"
    return b"\1" + struct.pack("<I", len(used)) + b"".join(struct.pack("BB", *p) for p in used)


def swap(case, pool, authority, owner_a, owner_b):
    accounts = [meta(pool.tokens_a), meta(pool.tokens_b), meta(MEMO)]
    accounts += [meta(authority, signer=True), meta(pool.key, True)]
    accounts += [meta(pool.mint_a), meta(pool.mint_b)]
    accounts += [meta(k, True) for k in (owner_a, pool.vault_a, owner_b, pool.vault_b)]
    accounts += [meta(k, True) for k in pool.arrays + [pool.oracle] + pool.spares]
    data = mark("swap_v2") + struct.pack("<QQ", case["amount"], case["threshold"])
    data += u128(pool.limit) + struct.pack("BB", case["is_input"], pool.down)
    return Instruction(pool.program, data + slices([(6, len(pool.spares))]), accounts)


def two_hop(case, one, two, authority, tokens_in, tokens_out):
    (given, middle), (middle_two, taken) = one.ends(), two.ends()
    accounts = [meta(one.key, True), meta(two.key, True)]
    accounts += [meta(k) for k in (given[0], middle[0], taken[0])]
    accounts += [meta(k) for k in (given[2], middle[2], taken[2])]
    between = (tokens_in, given[1], middle[1], middle_two[1], taken[1], tokens_out)
    accounts += [meta(k, True) for k in between]
    accounts += [meta(authority, signer=True)]
    accounts += [meta(k, True) for k in one.arrays + two.arrays + [one.oracle, two.oracle]]
    accounts += [meta(MEMO)] + [meta(k, True) for k in one.spares + two.spares]
    data = mark("two_hop_swap_v2") + struct.pack("<QQ", case["amount"], case["threshold"])
    data += struct.pack("BBB", case["is_input"], one.down, two.down)
    data += u128(one.limit) + u128(two.limit)
    data += slices([(7, len(one.spares)), (8, len(two.spares))])
    return Instruction(one.program, data, accounts)


def main():
    case = json.load(sys.stdin)
    pools = [Pool(pool) for pool in case["pools"]]
    people = [Pubkey.from_string(key) for key in case["people"]]
    build = swap if len(pools) == 1 else two_hop
    built = build(case, *pools, *people)
    accounts = [[str(a.pubkey), a.is_signer, a.is_writable] for a in built.accounts]
    print(json.dumps({"accounts": accounts, "data": bytes(built.data).hex()}))


main()
