// Trading
