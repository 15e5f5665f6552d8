-- Ends a wrk run with one line of JSON: exact numbers instead of rounded ones with changing units. Times are in microseconds.
-- A script without request() and response() leaves wrk on its fast path.
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'result {"requests":%d,"duration":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d,"p50":%.3f,"p99":%.3f}\n',
    summary.requests, summary.duration, e.connect, e.read, e.write, e.status, e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
