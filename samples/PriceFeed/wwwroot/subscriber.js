// A SUB socket of ZeroMQ over WebSocket (ZWS 2.0, RFC 45): each binary message is one frame, behind one octet of flags: 1 if more frames follow, else 0.
// Each end begins with its name, which may be empty. A subscription is a message of 1 and the topic.
function subscribe(address, topic, { connected, disconnected, message }) {
  const socket = new WebSocket(address, 'ZWS2.0');
  socket.binaryType = 'arraybuffer';
  let isNamed = false;
  let frames = [];

  socket.onopen = () => {
    socket.send(Uint8Array.of(0));
    socket.send(Uint8Array.of(0, 1, ...new TextEncoder().encode(topic)));
    connected();
  };

  socket.onmessage = ({ data }) => {
    const [flags, ...body] = new Uint8Array(data);
    if (!isNamed) {
      isNamed = true;
      return;
    }
    frames.push(new TextDecoder().decode(Uint8Array.from(body)));
    if (flags === 1) return;
    message(frames);
    frames = [];
  };

  socket.onclose = () => {
    disconnected();
    setTimeout(() => subscribe(address, topic, { connected, disconnected, message }), 1000);
  };
}
