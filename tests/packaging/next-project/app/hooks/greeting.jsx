"use client";

import { useState } from "react";
import { TokenProvider, useToken } from "tokenward/react";

export function Greeting({ endpoint }) {
  const [options] = useState({
    providers: { api: { grant: "client_credentials", tokenEndpoint: endpoint, clientId: "consumer", clientSecret: "s3cret" } },
  });
  return (
    <TokenProvider options={options}>
      <Token />
    </TokenProvider>
  );
}

function Token() {
  const { status, token } = useToken("api");
  if (status === "ready") window.result = token;
  return <p>{status}</p>;
}
