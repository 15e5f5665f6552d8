// Usage: node peer.js PATTERN ADDRESS [TOPIC]. Runs one socket of jszmq; what it receives goes to standard output, a line of JSON for each message, and
// each line of standard input, a JSON array of texts, is sent.
const zmq = require('jszmq');
const readline = require('readline');

const [pattern, address, topic] = process.argv.slice(2);
const sockets = { dealer: zmq.Dealer, req: zmq.Req, sub: zmq.Sub, push: zmq.Push, pull: zmq.Pull, pair: zmq.Pair, router: zmq.Router };
const socket = new sockets[pattern]();
socket.on('message', (...frames) => console.log(JSON.stringify(frames.map(frame => frame.toString()))));
if (topic !== undefined)
  socket.subscribe(topic);
socket.connect(address);
readline.createInterface({ input: process.stdin })
  .on('line', line => socket.send(JSON.parse(line)))
  .on('close', () => process.exit(0));
