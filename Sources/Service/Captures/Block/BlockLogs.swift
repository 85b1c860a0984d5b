import Codecs

/// One line that a program wrote while it ran.
struct ProgramLine {
    /// The program, in base58, and the one that called it.
    let program: String
    let caller: String?
    let text: Substring
    /// The transaction's place in its block, from 0.
    let transaction: Int
}

/// What the transactions of one recorded block logged, as `getBlock` answers it.
enum BlockLogs {
    /// Every line written by a program, and one with the text `invoke` for each call of it.
    static func lines(in block: [UInt8], file: String) throws(CaptureError) -> [ProgramLine] {
        var lines: [ProgramLine] = []
        let isRead = unsafe block.withUnsafeBytes { bytes in
            var scanner = unsafe JSONScanner(bytes)
            do throws(JSONError) {
                try read(&scanner, &lines)
                try scanner.finish()
                return true
            } catch {
                return false
            }
        }
        guard isRead else { throw .malformed(file: file, line: 1) }
        return lines
    }

    /// The block is the answer's `result`, or stands alone.
    private static func read(
        _ scanner: inout JSONScanner, _ lines: inout [ProgramLine]
    ) throws(JSONError) {
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if key.equals("result") {
                try read(&scanner, &lines)
            } else if key.equals("transactions") {
                var index = 0
                try scanner.enterArray()
                while try scanner.nextElement() {
                    try readTransaction(&scanner, index, &lines)
                    index += 1
                }
            } else {
                try scanner.skip()
            }
        }
    }

    private static func readTransaction(
        _ scanner: inout JSONScanner, _ index: Int, _ lines: inout [ProgramLine]
    ) throws(JSONError) {
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            guard key.equals("meta") else {
                try scanner.skip()
                continue
            }
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                if key.equals("logMessages") {
                    try readLogs(&scanner, index, &lines)
                } else {
                    try scanner.skip()
                }
            }
        }
    }

    private static func readLogs(
        _ scanner: inout JSONScanner, _ index: Int, _ lines: inout [ProgramLine]
    ) throws(JSONError) {
        if try scanner.takeNull() { return }
        var stack: [String] = []
        try scanner.enterArray()
        while try scanner.nextElement() {
            take(try scanner.string().plain, index, &stack, &lines)
        }
    }

    /// Follows which program is running: `Program X invoke [n]` … `Program X success`.
    private static func take(
        _ line: String, _ index: Int, _ stack: inout [String], _ lines: inout [ProgramLine]
    ) {
        let words = line.split(separator: " ", maxSplits: 3)
        if words.count >= 3, words[0] == "Program", words[2] == "invoke" {
            let program = String(words[1])
            lines.append(
                ProgramLine(
                    program: program, caller: stack.last, text: "invoke", transaction: index))
            stack.append(program)
        } else if words.count >= 3, words[0] == "Program", words[1] == stack.last ?? "",
            words[2] == "success" || words[2].hasPrefix("failed")
        {
            stack.removeLast()
        } else if let program = stack.last {
            lines.append(
                ProgramLine(
                    program: program, caller: stack.dropLast().last, text: line[...],
                    transaction: index))
        }
    }
}

extension ProgramLine {
    /// The bytes that stand in base64 behind a prefix; nil when the line is none of that kind.
    func bytes(behind prefix: String) -> [UInt8]? {
        guard text.hasPrefix(prefix) else { return nil }
        var spelled = String(text.dropFirst(prefix.count))
        return spelled.withUTF8 { characters in
            unsafe JSONText(UnsafeRawBufferPointer(characters), isEscaped: false).base64
        }
    }
}
