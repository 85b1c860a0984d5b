extension Settings {
    /// What these settings ask of a machine and this one does not have. Apart from reading them,
    /// because a recording carries its settings to other machines.
    ///
    /// - Parameters:
    ///   - cores: those that this process may use.
    ///   - text: what the settings were read from, and `file` how it is called, for the line.
    public func faults(onCores cores: [Int], text: String, file: String) -> [SettingsFault] {
        let key = "machine.cores"
        let line = SettingsLines(text).line(of: key)
        let usable = cores.map(String.init).joined(separator: ", ")
        return machine.cores.filter { !cores.contains($0) }.map { core in
            SettingsFault(
                file: file, line: line, key: key,
                what: "core \(core) does not exist, or this process may not use it;"
                    + " it may use \(usable)")
        }
    }
}
