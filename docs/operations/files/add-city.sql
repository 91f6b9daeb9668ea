-- psql tongxing --set=city=zhenjiang --set=password="'…'" --file=add-city.sql
-- A schema, and a role that sees nothing else. Lower-case letters, digits and _ in the name.
\set role city_:city
BEGIN;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE ROLE :"role" LOGIN PASSWORD :password NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE SCHEMA :"city" AUTHORIZATION :"role";
ALTER ROLE :"role" SET search_path = :"city";
COMMIT;
