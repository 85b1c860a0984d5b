import Markets

extension Plan {
    /// The accounts that ever held something, with their names.
    ///
    /// - Parameters:
    ///   - openings: what was put in, and `now` what is there; by asset, then venue.
    func balances(openings: [Int64], now: [Int64]) -> [StatusReport.Balance] {
        let sources = settings.sources
        var balances: [StatusReport.Balance] = []
        for (assetIndex, asset) in assets.enumerated() {
            for (venue, source) in sources.enumerated() {
                let place = assetIndex * sources.count + venue
                guard openings[place] != 0 || now[place] != 0 else { continue }
                var balance = StatusReport.Balance()
                balance.asset = asset.name
                balance.venue = source.name
                balance.decimals = Int(asset.decimals)
                balance.opening = openings[place]
                balance.now = now[place]
                balances.append(balance)
            }
        }
        return balances
    }
}
