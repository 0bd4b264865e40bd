import { Greeting } from "./greeting";

export default async function Page({ searchParams }) {
  return <Greeting endpoint={(await searchParams).endpoint} />;
}
