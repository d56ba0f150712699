{{ config(tags=['x', 'file']) }} {{ config(tags=['second'], alias='second_alias') }}
select '{{ config.get("materialized") }}' as m, '{{ config.get("nothing", default="d") }}' as d, '{{ config.get("meta").shared }}' as meta, '{{ model.alias }}' as alias
