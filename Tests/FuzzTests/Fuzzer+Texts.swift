import Codecs
import HotWorld
import Pipeline

extension Fuzzer {
    /// Numbers, keys, JSON and settings.
    static var texts: [Fuzzer] {
        [
            Fuzzer(
                name: "json",
                samples: [
                    #"{"a":[1,-2.5e3,true,null,"x\u00e9\n"],"b":{"c":{}}}"#, "[[],[[]],{}]",
                    #"{"channel":"l2_data","sequence_num":7,"events":[{"type":"update"}]}"#,
                ].map { Array($0.utf8) }, trial: json),
            Fuzzer(
                name: "decimal",
                samples: ["123.45", "0.00000001", "98765432109876", "1"].map { Array($0.utf8) },
                trial: decimal),
            Fuzzer(
                name: "base58",
                samples: [
                    "7qbRF6YsyGuLUVs6Y1q64bdVrfe4ZcUUz1JRdoVNUJnm",
                    "11111111111111111111111111111111",
                    "2NEpo7TZRRrLZSi2U", "",
                ].map { Array($0.utf8) }, trial: base58),
            Fuzzer(
                name: "base64",
                samples: ["aGVsbG8gd29ybGQ=", "AAECAwQFBgcICQoLDA0ODw==", "////", ""]
                    .map { Array($0.utf8) }, trial: base64),
            Fuzzer(
                name: "settings", cost: 8,
                samples: [
                    Array(HotPlan.text.utf8),
                    Array("[machine]\nring_depth = 64\n[risk]\nsize_most = \"5\"\n".utf8),
                ], trial: settings),
        ]
    }

    private static func json(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        var scanner = JSONScanner(bytes)
        do throws(JSONError) {
            try scanner.skip()
            try scanner.finish()
        } catch {
            return error.offset <= bytes.count ? .refused : .broken("a fault beyond the end")
        }
        // What is accepted stands alone: white space around it changes nothing.
        let padded = Array(" \n".utf8) + Array(bytes) + Array("\t ".utf8)
        return padded.withUnsafeBytes { view in
            var again = JSONScanner(view)
            do throws(JSONError) {
                try again.skip()
                try again.finish()
                return .accepted
            } catch {
                return .broken("white space around it makes it \(error)")
            }
        }
    }

    private static func decimal(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        do throws(DecimalError) {
            let steps = try DecimalGrid(decimals: 8).steps(in: bytes)
            let finer = try DecimalGrid(decimals: 9).steps(in: bytes)
            return finer == steps * 10 ? .accepted : .broken("\(steps) and \(finer) steps")
        } catch {
            return .refused
        }
    }

    private static func base58(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 1)
        let back = UnsafeMutableRawBufferPointer.allocate(byteCount: 512, alignment: 1)
        defer {
            room.deallocate()
            back.deallocate()
        }
        do throws(Base58Error) {
            let count = try Base58.decode(bytes, into: room)
            let length = Base58.encode(UnsafeRawBufferPointer(rebasing: room[..<count]), into: back)
            guard let length else { return .accepted }
            return back[..<length].elementsEqual(bytes)
                ? .accepted : .broken("another text comes back")
        } catch {
            return .refused
        }
    }

    private static func base64(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 8_192, alignment: 1)
        let back = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 1)
        defer {
            room.deallocate()
            back.deallocate()
        }
        do throws(Base64Error) {
            let count = try Base64.decode(bytes, into: room)
            let length = Base64.encode(UnsafeRawBufferPointer(rebasing: room[..<count]), into: back)
            guard let length else { return .broken("it cannot be written back") }
            return back[..<length].elementsEqual(bytes)
                ? .accepted : .broken("another text comes back")
        } catch {
            return .refused
        }
    }

    private static func settings(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        do throws(SettingsFaults) {
            let settings = try Settings(
                text: String(decoding: bytes, as: UTF8.self), file: "fuzz.toml")
            _ = try Plan(settings)
            return .accepted
        } catch {
            return error.faults.isEmpty ? .broken("refused without a word") : .refused
        }
    }
}
